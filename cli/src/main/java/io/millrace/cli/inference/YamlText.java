package io.millrace.cli.inference;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Text in YAML, whatever it holds. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_/-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");
    private static final int LONGEST_COMMENT = 300;

    private YamlText() {}

    /** Without quotes where that means the same everywhere, else in double quotes, all but ASCII escaped. */
    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(next -> {
            if (next == '"' || next == '\\') {
                quoted.append('\\').append((char) next);
            } else if ((next >= ' ' && next <= '~') || Character.isLetter(next)) {
                quoted.appendCodePoint(next);
            } else if (next > 0xFFFF) {
                quoted.append(String.format(Locale.ROOT, "\\U%08X", next));
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04X", next));
            }
        });
        return quoted.append('"').toString();
    }

    /** A comment on one line; what can't be printed there is a question mark. */
    static String comment(String text) {
        StringBuilder line = new StringBuilder("# ");
        text.codePoints()
                .limit(LONGEST_COMMENT)
                .map(next ->
                        (next >= ' ' && next <= '~') || Character.isLetterOrDigit(next) || next == '…' ? next : '?')
                .forEach(line::appendCodePoint);
        return line.toString();
    }
}
