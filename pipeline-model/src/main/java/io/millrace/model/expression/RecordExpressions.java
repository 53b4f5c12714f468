package io.millrace.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Expressions on a record as it came, before it is an event: {@code record.key}, {@code record['odd key'].inner[0]} is the text at that place, or null. They see
 * an event whose first fields are these texts, in the order of {@link #places()}. Immutable, thread-safe.
 */
public final class RecordExpressions {
    private final List<JsonPath> places;
    private final Map<String, Compiled> compiled;

    private record Compiled(String text, Expression expression, List<Integer> read) {}

    /**
     * What is wrong with one of several expressions.
     *
     * @param name of the expression
     */
    public record Problem(String name, ExpressionProblem problem) {}

    private RecordExpressions(List<JsonPath> places, Map<String, Compiled> compiled) {
        this.places = List.copyOf(places);
        this.compiled = compiled;
    }

    /**
     * @param texts by name
     * @throws IllegalArgumentException if one can't be had; {@link #check} tells why
     */
    public static RecordExpressions of(Map<String, String> texts) {
        RecordPlaces places = new RecordPlaces();
        Map<String, CelAbstractSyntaxTree> trees = new LinkedHashMap<>();
        texts.forEach((name, text) -> trees.put(name, tree(ExpressionScope.parse(text), places)));
        ExpressionScope scope = scope(places);
        Map<String, Compiled> compiled = new LinkedHashMap<>();
        texts.forEach(
                (name, text) -> compiled.put(name, compile(text, Objects.requireNonNull(trees.get(name)), scope)));
        return new RecordExpressions(places.all(), compiled);
    }

    private static Compiled compile(String text, CelAbstractSyntaxTree tree, ExpressionScope scope) {
        TreeBuilder builder = scope.builder();
        try {
            Expression expression = builder.build(tree.getExpr());
            if (expression instanceof Expression.Duration || expression instanceof Expression.Null) {
                throw new IllegalArgumentException(text + ": gives no value of a field");
            }
            return new Compiled(text, expression, List.copyOf(builder.read().values()));
        } catch (UnsupportedExpressionException wrong) {
            throw new IllegalArgumentException(text + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Everything that is wrong with expressions, by name; empty if they can be had. */
    public static List<Problem> check(Map<String, String> texts) {
        List<Problem> problems = new ArrayList<>();
        texts.forEach((name, text) -> check(text).forEach(problem -> problems.add(new Problem(name, problem))));
        return problems;
    }

    private static List<ExpressionProblem> check(String text) {
        Optional<ExpressionProblem> tooLong = ExpressionScope.tooLong(text);
        if (tooLong.isPresent()) {
            return List.of(tooLong.get());
        }
        CelMessages messages = new CelMessages(text, List.of(), List.of());
        CelValidationResult parsed = ExpressionScope.parse(text);
        if (parsed.hasError()) {
            return List.of(messages.syntax(parsed.getErrors().get(0)));
        }
        RecordPlaces places = new RecordPlaces();
        CelAbstractSyntaxTree tree = tree(parsed, places);
        ExpressionScope scope = scope(places);
        List<ExpressionProblem> problems = scope.check(tree, Optional.empty(), messages);
        if (!problems.isEmpty()) {
            return problems.stream().map(RecordExpressions::pointToTheRecord).toList();
        }
        try {
            var unused = compile(text, tree, scope);
            return List.of();
        } catch (IllegalArgumentException noValue) {
            return List.of(new ExpressionProblem(
                    "gives no value of a field",
                    "text, a number, a boolean or a timestamp, such as record.key.trim()"));
        }
    }

    private static ExpressionProblem pointToTheRecord(ExpressionProblem problem) {
        return problem.message().startsWith("no field")
                ? new ExpressionProblem(
                        problem.message(), "what the record holds: record.KEY, a key or a column as the record has it")
                : problem;
    }

    private static ExpressionScope scope(RecordPlaces places) {
        List<ExpressionField> fields = new ArrayList<>();
        for (int place = 0; place < places.all().size(); place++) {
            fields.add(new ExpressionField(
                    RecordPlaces.nameOf(place), Optional.of(FieldType.of(FieldType.Kind.STRING)), true));
        }
        return new ExpressionScope(fields);
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult parsed, RecordPlaces places) {
        try {
            return places.replaceIn(parsed.getAst());
        } catch (CelValidationException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    /** Names the field of the event that holds the text of a place. No field of a definition begins with a capital. */
    public static String nameOf(int place) {
        return RecordPlaces.nameOf(place);
    }

    /** The places that the expressions read. */
    public List<JsonPath> places() {
        return places;
    }

    /**
     * What an expression gives.
     *
     * @param texts whose first fields are those at {@link #places()}
     * @throws ExpressionFailedException if it has no result for them
     */
    public Value value(String name, Event texts) {
        Compiled one = Optional.ofNullable(compiled.get(name)).orElseThrow();
        try {
            return value(one.expression(), new Frame(texts));
        } catch (Failure failure) {
            Map<String, Value> values = new LinkedHashMap<>();
            one.read()
                    .forEach(place -> values.put(
                            RecordPlaces.RECORD + places.get(place).toString().substring(1), texts.value(place)));
            throw new ExpressionFailedException(
                    "set " + name, one.text(), String.valueOf(failure.getMessage()), values);
        }
    }

    private static Value value(Expression expression, Frame frame) {
        if (expression instanceof StringExpression text) {
            String value = text.value(frame);
            return value == null ? Value.MISSING : new Value.Text(value);
        } else if (expression instanceof LongExpression number) {
            long value = number.value(frame);
            return frame.takeMissing() ? Value.MISSING : new Value.Whole(value);
        } else if (expression instanceof DoubleExpression number) {
            double value = number.value(frame);
            if (frame.takeMissing()) {
                return Value.MISSING;
            } else if (!Double.isFinite(value)) {
                throw new Failure("the result is " + value + ", which is no value of a field");
            }
            return new Value.Real(value);
        } else if (expression instanceof BooleanExpression condition) {
            int truth = condition.truth(frame);
            return truth == BooleanExpression.NULL ? Value.MISSING : new Value.Truth(truth == BooleanExpression.TRUE);
        } else if (expression instanceof Expression.Timestamp timestamp) {
            long millis = timestamp.millis().value(frame);
            return frame.takeMissing() ? Value.MISSING : new Value.Time(Instant.ofEpochMilli(millis));
        }
        throw new IllegalStateException("refused when it was compiled");
    }
}
