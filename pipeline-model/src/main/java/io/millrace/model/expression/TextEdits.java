package io.millrace.model.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Strings cut and changed. CEL leaves them to an extension, whose names and rules these have: positions count code points from 0.
 *
 * @see <a href="https://pkg.go.dev/github.com/google/cel-go/ext#Strings">the extension for strings</a>
 */
final class TextEdits {
    private static final Map<String, CelFunctionDecl> DECLARATIONS = Map.of(
            "replace",
            CelFunctionDecl.newFunctionDeclaration(
                    "replace", overload("replace", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING)),
            "substring",
            CelFunctionDecl.newFunctionDeclaration(
                    "substring",
                    overload("substring_from", SimpleType.STRING, SimpleType.INT),
                    overload("substring_between", SimpleType.STRING, SimpleType.INT, SimpleType.INT)),
            "indexOf",
            CelFunctionDecl.newFunctionDeclaration("indexOf", overload("index_of", SimpleType.INT, SimpleType.STRING)),
            "trim",
            CelFunctionDecl.newFunctionDeclaration("trim", overload("trim", SimpleType.STRING)),
            "lowerAscii",
            CelFunctionDecl.newFunctionDeclaration("lowerAscii", overload("lower_ascii", SimpleType.STRING)),
            "upperAscii",
            CelFunctionDecl.newFunctionDeclaration("upperAscii", overload("upper_ascii", SimpleType.STRING)));

    private TextEdits() {}

    private static CelOverloadDecl overload(String id, CelType result, CelType... arguments) {
        CelType[] all = new CelType[arguments.length + 1];
        all[0] = SimpleType.STRING;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CelOverloadDecl.newMemberOverload("string_" + id, result, Arrays.asList(all));
    }

    /** What the checker has to know of the functions that are called. */
    static List<CelFunctionDecl> declarations(Collection<String> called) {
        return called.stream()
                .filter(DECLARATIONS::containsKey)
                .map(DECLARATIONS::get)
                .toList();
    }

    /** The function of these operands, the target of the call first; null if it is none of them. */
    static @Nullable Expression of(String function, List<Expression> operands) {
        if (!(operands.get(0) instanceof StringExpression text)) {
            return null;
        }
        return switch (operands.size()) {
            case 1 -> ofText(function, text);
            case 2 -> ofTextAndOne(function, text, operands.get(1));
            case 3 -> ofTextAndTwo(function, text, operands.get(1), operands.get(2));
            default -> null;
        };
    }

    private static @Nullable Expression ofText(String function, StringExpression text) {
        return switch (function) {
            case "trim" -> changed(text, String::strip);
            case "lowerAscii" -> changed(text, value -> mapAscii(value, false));
            case "upperAscii" -> changed(text, value -> mapAscii(value, true));
            default -> null;
        };
    }

    private static @Nullable Expression ofTextAndOne(String function, StringExpression text, Expression argument) {
        if (function.equals("indexOf") && argument instanceof StringExpression part) {
            return indexOf(text, part);
        } else if (function.equals("substring") && argument instanceof LongExpression start) {
            return substring(text, start, null);
        }
        return null;
    }

    private static @Nullable Expression ofTextAndTwo(
            String function, StringExpression text, Expression first, Expression second) {
        if (function.equals("replace")
                && first instanceof StringExpression part
                && second instanceof StringExpression replacement) {
            return replace(text, part, replacement);
        } else if (function.equals("substring")
                && first instanceof LongExpression start
                && second instanceof LongExpression end) {
            return substring(text, start, end);
        }
        return null;
    }

    private static StringExpression changed(StringExpression text, UnaryOperator<String> change) {
        return frame -> {
            String value = text.value(frame);
            return value == null ? null : change.apply(value);
        };
    }

    /** Letters beyond ASCII stay, so that no locale has a say. */
    private static String mapAscii(String text, boolean upper) {
        StringBuilder mapped = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            String one = String.valueOf(next);
            mapped.append(next > 0x7F ? one : upper ? one.toUpperCase(Locale.ROOT) : one.toLowerCase(Locale.ROOT));
        }
        return mapped.toString();
    }

    private static StringExpression replace(
            StringExpression text, StringExpression part, StringExpression replacement) {
        return frame -> {
            String value = text.value(frame);
            String from = part.value(frame);
            String to = replacement.value(frame);
            if (value == null || from == null || to == null) {
                return null;
            }
            // Each character and the end may be a place of an empty part.
            if ((value.length() + 1L) * (to.length() + 1L) > Texts.MAX_LENGTH
                    && value.replace(from, to).length() > Texts.MAX_LENGTH) {
                throw new Failure("a text of more than " + Texts.MAX_LENGTH + " characters");
            }
            return value.replace(from, to);
        };
    }

    private static LongExpression indexOf(StringExpression text, StringExpression part) {
        return frame -> {
            String value = text.value(frame);
            String wanted = part.value(frame);
            if (value == null || wanted == null) {
                frame.setMissing();
                return 0;
            }
            int index = value.indexOf(wanted);
            return index < 0 ? -1 : value.codePointCount(0, index);
        };
    }

    private static StringExpression substring(
            StringExpression text, LongExpression start, @Nullable LongExpression end) {
        return frame -> {
            String value = text.value(frame);
            long from = start.value(frame);
            boolean missing = frame.takeMissing();
            long to = end == null ? Long.MAX_VALUE : end.value(frame);
            missing |= frame.takeMissing();
            if (value == null || missing) {
                return null;
            }
            int size = value.codePointCount(0, value.length());
            long until = end == null ? size : to;
            if (from < 0 || from > until || until > size) {
                throw new Failure("no substring from " + from + " to " + until + " of a text of " + size);
            }
            return value.substring(value.offsetByCodePoints(0, (int) from), value.offsetByCodePoints(0, (int) until));
        };
    }
}
