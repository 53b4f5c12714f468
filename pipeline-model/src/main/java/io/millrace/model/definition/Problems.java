package io.millrace.model.definition;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a definition, so that all of it can be said at once. Not thread-safe. */
final class Problems {
    /** A document this wrong is no definition; what follows would only cost memory. */
    private static final int MAX = 1_000;

    private static final int MAX_QUOTED = 80;

    private final List<DefinitionProblem> found = new ArrayList<>();
    private int left;

    void add(String path, String message, String hint) {
        if (found.size() < MAX) {
            found.add(new DefinitionProblem(path, message, hint));
        } else {
            left++;
        }
    }

    /**
     * A part that is right but has no engine today.
     *
     * @param hint what works today
     */
    void notSupported(String path, String what, String hint) {
        add(path, "not supported yet: " + what, hint);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** How many were noted so far. */
    int count() {
        return found.size() + left;
    }

    InvalidDefinitionException toException() {
        List<DefinitionProblem> all = new ArrayList<>(found);
        if (left > 0) {
            all.add(new DefinitionProblem("", left + " more problems", "correct these first"));
        }
        return new InvalidDefinitionException(all);
    }

    /** Path of a key inside another path. */
    static String child(String path, String key) {
        if (!key.matches("[A-Za-z0-9_-]+")) {
            return path + "[" + quote(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Path of an item of a list, counted from 0. */
    static String child(String path, int index) {
        return path + "[" + index + "]";
    }

    /** Text of the document as a message may repeat it: in quotes, on one line, cut if long. */
    static String quote(String text) {
        String line = text.codePoints()
                .limit(MAX_QUOTED)
                .map(next -> Character.isISOControl(next) ? ' ' : next)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "'" + line + (line.length() < text.length() ? "…" : "") + "'";
    }
}
