package io.millrace.query.request;

import io.millrace.model.definition.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The query parameters of one request, and what is found wrong with them while they are read. Not thread-safe. */
final class RequestParameters {
    private final Map<String, List<String>> values;
    private final Set<RequestProblem> problems = new LinkedHashSet<>();

    RequestParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    void wrong(String path, String message, String hint) {
        problems.add(new RequestProblem(path, message, hint));
    }

    /** Refuses by name all that is not understood. */
    void refuseUnknown(List<String> known, List<String> later) {
        List<String> all = new ArrayList<>(known);
        all.addAll(later);
        for (String name : values.keySet()) {
            if (later.contains(name)) {
                wrong(name, "not supported yet", "leave '" + name + "' out");
            } else if (!known.contains(name)) {
                wrong(name, "no such parameter", hint(name, all, known));
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
