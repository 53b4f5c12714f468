package io.millrace.query.request;

import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.Suggestion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The query parameters of one request, and what is found wrong with them while they are read. Not thread-safe. */
final class RequestParameters {
    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,8}");

    private final Map<String, List<String>> values;
    private final Set<RequestProblem> problems = new LinkedHashSet<>();

    RequestParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    void wrong(String path, String message, String hint) {
        problems.add(new RequestProblem(path, message, hint));
    }

    /** Refuses by name all that is not understood. */
    void refuseUnknown(List<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                wrong(name, "no such parameter", hint(name, known, known));
            }
        }
    }

    /** What was probably meant by an unknown name, else what there is. */
    static String hint(String name, List<String> candidates, List<String> known) {
        String all = known.isEmpty() ? "there are none" : "known: " + String.join(", ", known);
        return Suggestion.hint(name, candidates, all);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The one value of a parameter; given several times, it is wrong. */
    Optional<String> one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            wrong(name, "given " + given.size() + " times", "give it once");
        }
        return given.size() == 1 ? Optional.of(given.get(0)) : Optional.empty();
    }

    Optional<String> required(String name, String rule) {
        if (all(name).isEmpty()) {
            wrong(name, "missing", rule);
        }
        return one(name);
    }

    /** {@code limit}: how much a page holds at the most. */
    int limit(int usual, int greatest) {
        Optional<String> text = one("limit");
        if (text.isEmpty()) {
            return usual;
        }
        int limit = WHOLE.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : 0;
        if (limit < 1 || limit > greatest) {
            wrong("limit", "'" + text.get() + "' is not a limit", "a whole number from 1 to " + greatest);
        }
        return limit;
    }

    /** {@code integers}: whether they are wanted as strings. */
    boolean integersAsText() {
        Optional<String> text = one("integers");
        if (text.isPresent() && !text.get().equals("string")) {
            wrong("integers", "'" + text.get() + "' is not a form of integers", "string, or leave it out");
        }
        return text.isPresent();
    }

    /**
     * {@code cursor}: where the page before ended, as {@code reader} makes it of the cursor's position; none if it was left out or is wrong.
     *
     * @param fingerprint of all other parameters
     */
    <P> Optional<P> after(String fingerprint, Function<Position, Optional<P>> reader) {
        Optional<String> text = one("cursor");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Cursor cursor = Cursor.decode(text.get());
            Optional<P> after =
                    cursor.parameters().equals(fingerprint) ? reader.apply(cursor.position()) : Optional.empty();
            if (after.isEmpty()) {
                wrong(
                        "cursor",
                        "belongs to other parameters",
                        "repeat all parameters of the page before, or leave the cursor out to begin anew");
            }
            return after;
        } catch (IllegalArgumentException | MalformedBytesException malformed) {
            wrong("cursor", "not a cursor", "the next of the page before, unchanged");
            return Optional.empty();
        }
    }

    boolean isValid() {
        return problems.isEmpty();
    }

    /**
     * @throws InvalidRequestException if anything was found wrong
     */
    void throwIfInvalid() {
        if (!isValid()) {
            throw new InvalidRequestException(List.copyOf(problems));
        }
    }
}
