package io.millrace.model.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.millrace.model.definition.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From CEL's syntax tree to an expression that is ready to run. */
final class TreeBuilder {
    private final Map<String, Integer> indexes;
    private final List<ExpressionField> fields;
    private final Map<String, Integer> read = new LinkedHashMap<>();

    /**
     * @param fields where each stands in the event
     */
    TreeBuilder(List<ExpressionField> fields, Map<String, Integer> indexes) {
        this.fields = fields;
        this.indexes = indexes;
    }

    /** Fields that what was built refers to, with their indexes, in its order. */
    Map<String, Integer> read() {
        return read;
    }

    /**
     * @throws UnsupportedExpressionException if it has what expressions here do not, or is not well typed
     */
    Expression build(CelExpr node) throws UnsupportedExpressionException {
        return switch (node.getKind()) {
            case CONSTANT -> constant(node);
            case IDENT -> field(node);
            case CALL -> call(node);
            case LIST ->
                throw unsupported(node, "a list", "a list stands to the right of in: province in [\"HKD\", \"HKI\"]");
            case SELECT ->
                throw unsupported(
                        node, "'." + node.select().field() + "'", "fields are single values: use them by their name");
            default -> throw unsupported(node, "this", "fields are single values; maps and messages do not exist here");
        };
    }

    private static Expression constant(CelExpr node) throws UnsupportedExpressionException {
        CelConstant constant = node.constant();
        return switch (constant.getKind()) {
            case NULL_VALUE -> new Expression.Null();
            case BOOLEAN_VALUE -> Logic.constant(BooleanExpression.of(constant.booleanValue()));
            case INT64_VALUE -> new Numbers.LongConstant(constant.int64Value());
            case DOUBLE_VALUE -> new Numbers.DoubleConstant(constant.doubleValue());
            case STRING_VALUE -> new Texts.Constant(constant.stringValue());
            case UINT64_VALUE ->
                throw unsupported(node, "an unsigned number", "leave the u out: whole numbers are int");
            default -> throw unsupported(node, "a literal of bytes", "write a string");
        };
    }

    private Expression field(CelExpr node) throws UnsupportedExpressionException {
        String name = plain(node.ident().name());
        Integer index = indexes.get(name);
        if (index == null) {
            throw new UnsupportedExpressionException(node.id(), "no field '" + name + "'", "a name of event.fields");
        }
        FieldType type = fields.get(index).type().orElseThrow();
        if (type.kind() == FieldType.Kind.DECIMAL) {
            throw new UnsupportedExpressionException(
                    node.id(), CelMessages.decimal(name, type), CelMessages.DECIMAL_CURE);
        }
        read.put(name, index);
        return Fields.read(index, type);
    }

    /** CEL looks a name with a leading dot up in the outermost scope, which is the only one here. */
    static String plain(String name) {
        return name.startsWith(".") ? name.substring(1) : name;
    }

    private Expression call(CelExpr node) throws UnsupportedExpressionException {
        CelExpr.CelCall call = node.call();
        String function = call.function();
        if (function.equals("@in")) {
            return in(node);
        }
        List<Expression> operands = new ArrayList<>();
        if (call.target().isPresent()) {
            operands.add(build(call.target().get()));
        }
        for (CelExpr argument : call.args()) {
            operands.add(build(argument));
        }
        try {
            return Calls.of(function, operands)
                    .orElseThrow(() -> unsupported(
                            node,
                            "function " + CelMessages.readable(function) + " of these",
                            CelMessages.FUNCTIONS_HINT));
        } catch (IllegalArgumentException wrongLiteral) {
            throw new UnsupportedExpressionException(
                    node.id(),
                    "can't use what " + CelMessages.readable(function) + " is given",
                    String.valueOf(wrongLiteral.getMessage()));
        }
    }

    private Expression in(CelExpr node) throws UnsupportedExpressionException {
        CelExpr list = node.call().args().get(1);
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw unsupported(list, "in anything but a list", "write the list out: x in [1, 2, 3]");
        }
        List<CelConstant> literals = new ArrayList<>();
        for (CelExpr element : list.list().elements()) {
            if (element.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw unsupported(element, "a list of anything but literals", "compare with each: x == a || x == b");
            }
            literals.add(element.constant());
        }
        Expression operand = build(node.call().args().get(0));
        return Membership.of(operand, literals)
                .orElseThrow(() -> unsupported(
                        list,
                        "a list of these",
                        "all of one type: ints, doubles or strings, the same as what is looked for"));
    }

    private static UnsupportedExpressionException unsupported(CelExpr node, String what, String hint) {
        return new UnsupportedExpressionException(node.id(), CelMessages.NOT_SUPPORTED + what, hint);
    }
}
