package io.millrace.model.expression;

import dev.cel.common.CelIssue;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.Suggestion;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What CEL's parser and checker found, in words for who wrote the expression, with a way out. */
final class CelMessages {
    static final String FUNCTIONS_HINT =
            "functions are size, startsWith, endsWith, contains, matches, trim, replace, substring, indexOf, lowerAscii and upperAscii "
                    + "of strings, getHours and its like of timestamps, "
                    + "and int, double, string, timestamp, duration, which convert";
    static final String NOT_SUPPORTED = "not supported yet: ";
    static final String DECIMAL_CURE = "declare the field as long in its smallest unit (cents), or as double";

    private static final Pattern NO_OVERLOAD =
            Pattern.compile("found no matching overload for '(.+?)' applied to '(.*?)'(?: \\(candidates: (.*)\\))?");
    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(.+?)'.*");
    private static final Pattern UNEXPECTED = Pattern.compile("(?s)(?:mismatched|extraneous) input '(.*?)' expecting.*|"
            + "token recognition error at: '(.*)'|no viable alternative at input '(.*)'|missing .* at '(.*)'");
    private static final Set<String> ELSEWHERE =
            Set.of("all", "bool", "bytes", "dyn", "exists", "exists_one", "filter", "has", "map", "type", "uint");
    private static final Map<String, String> WORDS =
            Map.of("and", "and is written &&", "or", "or is written ||", "not", "not is written !");

    private final String text;
    private final List<ExpressionField> fields;
    private final Collection<String> later;

    /**
     * @param later fields that come after the expression and have no value yet
     */
    CelMessages(String text, List<ExpressionField> fields, Collection<String> later) {
        this.text = text;
        this.fields = fields;
        this.later = later;
    }

    /** The first that the parser found: what it says after that follows from it. */
    ExpressionProblem syntax(CelIssue issue) {
        String message = issue.getMessage();
        String where = place(
                issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn());
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (message.startsWith("reserved identifier: ")) {
            String word = message.substring("reserved identifier: ".length());
            return new ExpressionProblem(
                    "'" + word + "'" + where + " is a word that CEL keeps for itself", "give the field another name");
        } else if (message.contains("recursion limit")) {
            return new ExpressionProblem("is nested too deeply", "derive a field from a part of it, and use that");
        } else if (!unexpected.matches()) {
            return new ExpressionProblem("is no expression" + where + ": " + message, "such as speed_in > 100");
        }
        String found = "";
        for (int group = 1; group <= unexpected.groupCount(); group++) {
            found = unexpected.group(group) == null ? found : unexpected.group(group);
        }
        if (found.equals("<EOF>")) {
            return new ExpressionProblem("ends too early" + where, "complete it, such as speed_in > 100");
        }
        return new ExpressionProblem(
                "is no expression" + where + ": unexpected " + quote(found), unexpectedHint(found));
    }

    private static String unexpectedHint(String found) {
        if (found.startsWith("=")) {
            return "== compares";
        } else if (found.startsWith("'") || found.startsWith("\"")) {
            return "close the quotes; a quote inside is written \\" + found.charAt(0);
        }
        return WORDS.getOrDefault(
                found.strip().toLowerCase(java.util.Locale.ROOT),
                "operators are + - * / % == != < <= > >= && || ! in and ? :");
    }

    private ExpressionProblem check(CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int column = issue.getSourceLocation().getColumn();
        Matcher noOverload = NO_OVERLOAD.matcher(issue.getMessage());
        if (noOverload.matches()) {
            List<String> operands = types(noOverload.group(2));
            return noOverload(noOverload.group(1), operands, String.valueOf(noOverload.group(3)), place(line, column));
        }
        Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
        if (undeclared.matches()) {
            return undeclared(undeclared.group(1), line, column);
        }
        return new ExpressionProblem(
                "is not right" + place(line, column) + ": " + readableTypes(issue.getMessage()),
                "fields are single values; " + FUNCTIONS_HINT);
    }

    private ExpressionProblem noOverload(String function, List<String> operands, String candidates, String where) {
        String name = readable(function);
        if (operands.contains("null")) {
            String other = operands.get(0).equals("null") ? operands.get(operands.size() - 1) : operands.get(0);
            return new ExpressionProblem(
                    name + where + " compares null with " + other + ", which can't be null there",
                    "compare a field that can be null: one that is optional or derived");
        } else if (function.equals("_?_:_")) {
            return operands.get(0).equals("boolean")
                    ? new ExpressionProblem(
                            "? :" + where + " has values of two types: " + operands.get(1) + " and " + operands.get(2),
                            "convert one of them, such as with double(x)")
                    : new ExpressionProblem(
                            "? :" + where + " needs a condition before it, not " + operands.get(0),
                            "such as x > 0 ? 1 : 0");
        } else if (operands.size() == 2 && operands.contains("int") && operands.contains("double")) {
            return new ExpressionProblem(
                    name + where + " mixes int and double",
                    "convert the int: double(x); a literal is a double with a point: 2.0");
        }
        String takes = Arrays.stream(candidates.split("\\),\\(", -1))
                .filter(candidate -> !candidate.matches(".*(uint|bytes|list|map|null).*"))
                .map(candidate -> String.join(" and ", types(candidate)))
                .map(candidate -> candidate.replaceAll("%[A-Z][0-9]*", "x"))
                .collect(Collectors.joining("; "));
        return new ExpressionProblem(
                name + where + " can't be had of " + String.join(" and ", operands),
                takes.isEmpty()
                        ? FUNCTIONS_HINT
                        : takes.equals("x and x") ? "both of one type" : name + " takes " + takes);
    }

    private ExpressionProblem undeclared(String reference, int line, int column) {
        String name = TreeBuilder.plain(reference);
        String where = place(line, column);
        if (isCall(line, column)) {
            return new ExpressionProblem(
                    ELSEWHERE.contains(name)
                            ? NOT_SUPPORTED + "function " + name + where
                            : "no function '" + name + "'" + where,
                    FUNCTIONS_HINT);
        }
        for (ExpressionField field : fields) {
            if (field.name().equals(name) && field.type().isPresent()) {
                return new ExpressionProblem(decimal(name, field.type().get()) + where, DECIMAL_CURE);
            }
        }
        if (later.contains(name)) {
            return new ExpressionProblem(
                    "field '" + name + "'" + where + " is derived later", "move what it is derived by before this");
        }
        Set<String> names = fields.stream().map(ExpressionField::name).collect(Collectors.toCollection(TreeSet::new));
        String some = names.stream().limit(20).collect(Collectors.joining(", "));
        return new ExpressionProblem(
                "no field '" + name + "'" + where,
                Suggestion.hint(name, names, names.isEmpty() ? "there are none" : "one of " + some));
    }

    /** CEL points at the parenthesis of a call. */
    private boolean isCall(int line, int column) {
        String[] lines = text.split("\n", -1);
        if (line < 1 || line > lines.length) {
            return false;
        }
        String found = lines[line - 1];
        return column < found.codePointCount(0, found.length())
                && found.codePointAt(found.offsetByCodePoints(0, column)) == '(';
    }

    static String decimal(String name, FieldType type) {
        return "field '" + name + "' is a " + type + ", which expressions can't read";
    }

    /** Where something stands, as the middle of a sentence: lines from 1, columns from 0. */
    String place(int line, int column) {
        return text.indexOf('\n') < 0
                ? " at character " + (column + 1)
                : " at line " + line + ", character " + (column + 1);
    }

    private static String quote(String found) {
        return "'" + found.strip() + "'";
    }

    /** A function as it is written. */
    static String readable(String function) {
        return switch (function) {
            case "_?_:_" -> "? :";
            case "@in" -> "in";
            case "_[_]" -> "[ ]";
            default -> function.startsWith("_") || function.endsWith("_") ? function.replace("_", "") : function;
        };
    }

    private static List<String> types(String list) {
        String plain = readableTypes(list).replaceAll("^\\(|\\)$", "");
        return plain.isEmpty() ? List.of("nothing") : List.of(plain.split(", ?", -1));
    }

    static String readableTypes(String types) {
        return types.replaceAll("wrapper\\((\\w+)\\)", "$1")
                .replace("google.protobuf.Timestamp", "timestamp")
                .replace("google.protobuf.Duration", "duration")
                .replaceAll("\\bbool\\b", "boolean");
    }

    /** All that the checker found; of what is no part of expressions only that, since the rest follows from it. */
    List<ExpressionProblem> check(List<CelIssue> issues) {
        Set<ExpressionProblem> problems = new LinkedHashSet<>();
        issues.forEach(issue -> problems.add(check(issue)));
        List<ExpressionProblem> notSupported = problems.stream()
                .filter(problem -> problem.message().startsWith(NOT_SUPPORTED))
                .toList();
        return notSupported.isEmpty() ? List.copyOf(problems) : notSupported;
    }
}
