package io.millrace.model.expression;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.EventSchema;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields that expressions can refer to, by their place in an event. Expressions are written in CEL; its macros, which walk lists, are
 * left out, so an expression takes time in proportion to its length. Immutable, thread-safe.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">the language definition of CEL</a>
 */
public final class ExpressionScope {
    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .build();
    private static final CelParser PARSER =
            CelParserFactory.standardCelParserBuilder().setOptions(OPTIONS).build();
    /** What expressions may call, by name. */
    private static final Map<String, StandardFunction> FUNCTIONS = EnumSet.complementOf(EnumSet.of(
                    StandardFunction.BOOL,
                    StandardFunction.BYTES,
                    StandardFunction.DYN,
                    StandardFunction.TYPE,
                    StandardFunction.UINT))
            .stream()
            .collect(Collectors.toUnmodifiableMap(StandardFunction::functionName, Function.identity()));

    private final List<ExpressionField> fields;
    private final Map<String, Integer> indexes = new HashMap<>();

    /**
     * @param fields in the order of the event
     */
    public ExpressionScope(List<ExpressionField> fields) {
        this.fields = List.copyOf(fields);
        for (int index = 0; index < fields.size(); index++) {
            indexes.put(fields.get(index).name(), index);
        }
    }

    public static ExpressionScope of(EventSchema schema) {
        return new ExpressionScope(
                schema.fields().stream().map(ExpressionField::of).toList());
    }

    /**
     * Everything that is wrong with an expression; empty if it can be compiled.
     *
     * @param result the type it is to give
     * @param later names of fields that come after it
     */
    public List<ExpressionProblem> check(String text, FieldType result, Collection<String> later) {
        Optional<ExpressionProblem> tooLong = tooLong(text);
        if (tooLong.isPresent()) {
            return List.of(tooLong.get());
        }
        CelMessages messages = new CelMessages(text, fields, later);
        CelValidationResult parsed = parse(text);
        if (parsed.hasError()) {
            return List.of(messages.syntax(parsed.getErrors().get(0)));
        }
        try {
            return check(parsed.getAst(), Optional.of(result), messages);
        } catch (CelValidationException impossible) {
            throw new IllegalStateException("what has no error has a tree", impossible);
        }
    }

    static Optional<ExpressionProblem> tooLong(String text) {
        return text.length() <= MAX_LENGTH
                ? Optional.empty()
                : Optional.of(new ExpressionProblem(
                        "is " + text.length() + " characters long",
                        "at most " + MAX_LENGTH + "; derive a field from a part of it, and use that"));
    }

    static CelValidationResult parse(String text) {
        return PARSER.parse(text);
    }

    TreeBuilder builder() {
        return new TreeBuilder(fields, indexes);
    }

    /**
     * Everything that is wrong with a tree.
     *
     * @param result the type it is to give; empty = any
     */
    List<ExpressionProblem> check(CelAbstractSyntaxTree tree, Optional<FieldType> result, CelMessages messages) {
        Set<String> references = References.in(tree.getExpr());
        CelValidationResult checked =
                checker(references, References.functionsIn(tree.getExpr())).check(tree);
        if (checked.hasError()) {
            return messages.check(checked.getErrors());
        }
        Optional<ExpressionProblem> wrongResult = result.flatMap(wanted -> wrongResult(checked, wanted));
        return wrongResult.isPresent()
                ? List.of(wrongResult.get())
                : unsupported(tree, references, messages).stream().toList();
    }

    private static Optional<ExpressionProblem> wrongResult(CelValidationResult checked, FieldType wanted) {
        try {
            return ResultType.problem(checked.getAst().getResultType(), wanted);
        } catch (CelValidationException impossible) {
            throw new IllegalStateException("what has no error has a tree", impossible);
        }
    }

    private Optional<ExpressionProblem> unsupported(
            CelAbstractSyntaxTree tree, Set<String> references, CelMessages messages) {
        if (declared(references).anyMatch(field -> field.type().isEmpty())) {
            return Optional.empty();
        }
        try {
            builder().build(tree.getExpr());
            return Optional.empty();
        } catch (UnsupportedExpressionException unsupported) {
            String where = Optional.ofNullable(
                            tree.getSource().getPositionsMap().get(unsupported.node()))
                    .flatMap(tree.getSource()::getOffsetLocation)
                    .map((CelSourceLocation at) -> messages.place(at.getLine(), at.getColumn()))
                    .orElse("");
            return Optional.of(new ExpressionProblem(unsupported.getMessage() + where, unsupported.hint()));
        }
    }

    private Stream<ExpressionField> declared(Set<String> references) {
        return references.stream()
                .filter(indexes::containsKey)
                .map(indexes::get)
                .map(fields::get);
    }

    /** It knows only what is referred to and called, since declaring takes longer than checking. */
    private CelCompiler checker(Set<String> references, Set<String> called) {
        List<StandardFunction> functions = called.stream()
                .filter(FUNCTIONS::containsKey)
                .map(FUNCTIONS::get)
                .toList();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .includeFunctions(functions)
                        .build())
                .addFunctionDeclarations(TextEdits.declarations(called));
        declared(references)
                .forEach(field -> ResultType.celType(field).ifPresent(type -> builder.addVar(field.name(), type)));
        return builder.build();
    }

    /**
     * A condition on events of these fields.
     *
     * @param place what it belongs to, for the message of a failure
     * @throws IllegalArgumentException if it is none; {@link #check} tells why
     */
    public Condition condition(String place, String text) {
        TreeBuilder builder = builder();
        if (build(builder, text) instanceof BooleanExpression condition) {
            return new Condition(
                    condition,
                    new ExpressionText(place, text, List.copyOf(builder.read().values())));
        }
        throw new IllegalArgumentException("no condition: " + text);
    }

    /**
     * What computes one of these fields from those before it.
     *
     * @throws IllegalArgumentException if it can't; {@link #check} tells why
     */
    public Derivation derivation(String field, String text) {
        TreeBuilder builder = builder();
        Expression expression = build(builder, text);
        Integer index = indexes.get(field);
        if (index == null) {
            throw new IllegalArgumentException("no field " + field);
        }
        return new Derivation(
                index,
                fields.get(index).type().orElseThrow().kind(),
                expression,
                new ExpressionText(
                        "derive " + field, text, List.copyOf(builder.read().values())));
    }

    /** The checker had its say when the definition was read, so parsing is enough here. */
    private static Expression build(TreeBuilder builder, String text) {
        try {
            return builder.build(parse(text).getAst().getExpr());
        } catch (CelValidationException | UnsupportedExpressionException wrong) {
            throw new IllegalArgumentException(text + ": " + wrong.getMessage(), wrong);
        }
    }
}
