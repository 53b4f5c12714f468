package io.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.UnknownContext;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What expressions come to is what CEL's own runtime says, null being its unknown. */
class CelLawsTest {
    private static final int VALUES_PER_EXPRESSION = 20;
    private static final String FAILED = "failed";
    private static final String NULL = "null";

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableUnknownTracking(true)
            .build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .addVar("i", SimpleType.INT)
            .addVar("j", SimpleType.INT)
            .addVar("d", SimpleType.DOUBLE)
            .addVar("e", SimpleType.DOUBLE)
            .addVar("s", SimpleType.STRING)
            .addVar("t", SimpleType.STRING)
            .addVar("b", SimpleType.BOOL)
            .addVar("c", SimpleType.BOOL)
            .addVar("at", SimpleType.TIMESTAMP)
            .addVar("then", SimpleType.TIMESTAMP)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    private static final EventSchema RAW = EventSchema.of(
            "any",
            "any",
            new EventDefinition(
                    List.of(
                            field("i", FieldType.Kind.LONG),
                            field("j", FieldType.Kind.INT),
                            field("d", FieldType.Kind.DOUBLE),
                            field("e", FieldType.Kind.DOUBLE),
                            field("s", FieldType.Kind.STRING),
                            field("t", FieldType.Kind.STRING),
                            field("b", FieldType.Kind.BOOLEAN),
                            field("c", FieldType.Kind.BOOLEAN),
                            field("at", FieldType.Kind.TIMESTAMP),
                            field("then", FieldType.Kind.TIMESTAMP)),
                    Optional.empty(),
                    List.of(),
                    Duration.ZERO,
                    EventDefinition.UnknownFields.IGNORE));

    private static FieldDefinition field(String name, FieldType.Kind kind) {
        return FieldDefinition.computed(name, FieldType.of(kind));
    }

    @Property(tries = 300)
    void shouldComeToWhatCelComesTo(@ForAll long seed) throws CelValidationException {
        // Given
        Random random = new Random(seed);
        FieldType.Kind kind = RandomExpression.KINDS.get(random.nextInt(RandomExpression.KINDS.size()));
        String text = new RandomExpression(random).of(kind, 4);
        CelAbstractSyntaxTree tree = COMPILER.compile(text).getAst();
        Ours ours = new Ours(text, kind);

        for (int round = 0; round < VALUES_PER_EXPRESSION; round++) {
            Map<String, Object> values = RandomExpression.values(random);

            // When
            String result = ours.evaluate(values);

            // Then
            assertThat(result).as("%s with %s", text, values).isEqualTo(evaluateByCel(tree, values));
        }
    }

    /** One expression, as a field derived by it. */
    private static final class Ours {
        private final EventSchema schema;
        private final Derivation derivation;

        Ours(String text, FieldType.Kind kind) {
            assertThat(ExpressionScope.of(RAW).check(text, FieldType.of(kind), List.of()))
                    .as(text)
                    .isEmpty();
            schema = RAW.withComputed(List.of(field("result", kind)));
            derivation = ExpressionScope.of(schema).derivation("result", text);
        }

        String evaluate(Map<String, Object> values) {
            Event event = new Event(schema);
            values.forEach((name, value) -> set(event, schema.indexOf(name), value));
            try {
                derivation.apply(event);
            } catch (ExpressionFailedException failed) {
                return FAILED;
            }
            return text(event.value(schema.indexOf("result")));
        }
    }

    private static void set(Event event, int field, Object value) {
        if (value instanceof Long whole) {
            event.setLong(field, whole);
        } else if (value instanceof Double real) {
            event.setDouble(field, real);
        } else if (value instanceof Boolean truth) {
            event.setLong(field, truth ? 1 : 0);
        } else if (value instanceof Instant time) {
            event.setLong(field, time.toEpochMilli());
        } else {
            event.setString(field, (String) value);
        }
    }

    private static String text(Value value) {
        if (value instanceof Value.Missing) {
            return NULL;
        } else if (value instanceof Value.Whole whole) {
            return "int " + whole.value();
        } else if (value instanceof Value.Real real) {
            return "double " + real.value();
        } else if (value instanceof Value.Truth truth) {
            return "boolean " + truth.value();
        } else if (value instanceof Value.Time time) {
            return "timestamp " + time.value();
        }
        return "string " + ((Value.Text) value).value();
    }

    private static String evaluateByCel(CelAbstractSyntaxTree tree, Map<String, Object> values) {
        List<CelAttributePattern> unknown = new ArrayList<>();
        for (FieldDefinition field : RAW.fields()) {
            if (!values.containsKey(field.name())) {
                unknown.add(CelAttributePattern.fromQualifiedIdentifier(field.name()));
            }
        }
        CelVariableResolver resolver = name -> Optional.ofNullable(values.get(name));
        Object result;
        try {
            result = RUNTIME.createProgram(tree)
                    .advanceEvaluation(UnknownContext.create(resolver, List.copyOf(unknown)));
        } catch (CelEvaluationException failed) {
            return FAILED;
        }
        if (result instanceof CelUnknownSet) {
            return NULL;
        } else if (result instanceof Long whole) {
            return "int " + whole;
        } else if (result instanceof Double real) {
            // What is not finite is no value of a field.
            return Double.isFinite(real) ? "double " + (real + 0.0) : FAILED;
        } else if (result instanceof Boolean truth) {
            return "boolean " + truth;
        } else if (result instanceof Instant time) {
            return "timestamp " + time;
        }
        return "string " + result;
    }
}
