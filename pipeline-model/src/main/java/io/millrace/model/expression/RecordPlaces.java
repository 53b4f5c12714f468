package io.millrace.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import io.millrace.model.definition.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Finds the places of a record that expressions read, and puts a field in for each, so that the rest is as in any expression. */
final class RecordPlaces {
    /** What expressions call the record. */
    static final String RECORD = "record";

    private final List<JsonPath> places = new ArrayList<>();

    /** Of the field that stands for a place. */
    static String nameOf(int place) {
        return "Place_" + place;
    }

    /** Those found so far, by number. */
    List<JsonPath> all() {
        return Collections.unmodifiableList(places);
    }

    CelAbstractSyntaxTree replaceIn(CelAbstractSyntaxTree tree) {
        return CelAbstractSyntaxTree.newParsedAst(replaceIn(tree.getExpr()), tree.getSource());
    }

    private CelExpr replaceIn(CelExpr node) {
        Optional<List<JsonPath.Step>> steps = steps(node);
        if (steps.isPresent() && !steps.get().isEmpty()) {
            JsonPath path = new JsonPath(steps.get());
            if (!places.contains(path)) {
                places.add(path);
            }
            return CelExpr.ofIdent(node.id(), nameOf(places.indexOf(path)));
        } else if (node.getKind() != CelExpr.ExprKind.Kind.CALL) {
            // No other node that expressions may have holds anything but literals.
            return node;
        }
        CelExpr.CelCall call = node.call();
        CelExpr.CelCall.Builder replaced = CelExpr.CelCall.newBuilder().setFunction(call.function());
        call.target().ifPresent(target -> replaced.setTarget(replaceIn(target)));
        call.args().forEach(argument -> replaced.addArgs(replaceIn(argument)));
        return CelExpr.newBuilder().setId(node.id()).setCall(replaced.build()).build();
    }

    /** From the record inward; empty if the node is no place of it. */
    private static Optional<List<JsonPath.Step>> steps(CelExpr node) {
        return switch (node.getKind()) {
            case IDENT ->
                TreeBuilder.plain(node.ident().name()).equals(RECORD) ? Optional.of(List.of()) : Optional.empty();
            case SELECT ->
                steps(node.select().operand())
                        .map(outer ->
                                and(outer, new JsonPath.Step.Key(node.select().field())));
            case CALL ->
                isIndexed(node.call())
                        ? steps(node.call().args().get(0))
                                .flatMap(outer -> step(node.call().args().get(1).constant())
                                        .map(step -> and(outer, step)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isIndexed(CelExpr.CelCall call) {
        return call.function().equals("_[_]")
                && call.args().size() == 2
                && call.args().get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT;
    }

    private static Optional<JsonPath.Step> step(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE -> Optional.of(new JsonPath.Step.Key(constant.stringValue()));
            case INT64_VALUE ->
                constant.int64Value() < 0 || constant.int64Value() > Integer.MAX_VALUE
                        ? Optional.empty()
                        : Optional.of(new JsonPath.Step.Index((int) constant.int64Value()));
            default -> Optional.empty();
        };
    }

    private static List<JsonPath.Step> and(List<JsonPath.Step> outer, JsonPath.Step last) {
        List<JsonPath.Step> steps = new ArrayList<>(outer);
        steps.add(last);
        return steps;
    }
}
