package io.millrace.model.expression;

import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelParserFactory;
import java.util.LinkedHashSet;
import java.util.Set;

/** The names of fields that an expression refers to. */
public final class References {
    private References() {}

    /** In the order of the text; none if it is no expression. */
    public static Set<String> in(String text) {
        try {
            return in(CelParserFactory.standardCelParserBuilder()
                    .build()
                    .parse(text)
                    .getAst()
                    .getExpr());
        } catch (CelValidationException none) {
            return Set.of();
        }
    }

    static Set<String> in(CelExpr node) {
        Set<String> names = new LinkedHashSet<>();
        collect(node, names, new LinkedHashSet<>());
        return names;
    }

    /** The functions that an expression calls, as CEL names them. */
    static Set<String> functionsIn(CelExpr node) {
        Set<String> functions = new LinkedHashSet<>();
        collect(node, new LinkedHashSet<>(), functions);
        return functions;
    }

    private static void collect(CelExpr node, Set<String> names, Set<String> functions) {
        switch (node.getKind()) {
            case IDENT -> names.add(TreeBuilder.plain(node.ident().name()));
            case SELECT -> collect(node.select().operand(), names, functions);
            case CALL -> {
                functions.add(node.call().function());
                node.call().target().ifPresent(target -> collect(target, names, functions));
                node.call().args().forEach(argument -> collect(argument, names, functions));
            }
            case LIST -> node.list().elements().forEach(element -> collect(element, names, functions));
            default -> {
                // Literals refer to nothing, and what else there is, is refused.
            }
        }
    }
}
