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
        collect(node, names);
        return names;
    }

    private static void collect(CelExpr node, Set<String> names) {
        switch (node.getKind()) {
            case IDENT -> names.add(TreeBuilder.plain(node.ident().name()));
            case SELECT -> collect(node.select().operand(), names);
            case CALL -> {
                node.call().target().ifPresent(target -> collect(target, names));
                node.call().args().forEach(argument -> collect(argument, names));
            }
            case LIST -> node.list().elements().forEach(element -> collect(element, names));
            default -> {
                // Literals refer to nothing, and what else there is, is refused.
            }
        }
    }
}
