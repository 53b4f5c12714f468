package io.millrace.query.request;

import io.millrace.cassandra.Run;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The parameters of a list of runs, from text to {@link RunQuery}; all that is wrong is found at once. */
public final class RunParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int GREATEST_LIMIT = 1_000;

    /** What is understood. */
    public static final List<String> KNOWN = List.of("pipeline", "kind", "state", "limit", "cursor");

    private final String tenant;
    private final List<String> pipelines;
    private final RequestParameters given;

    private RunParameters(String tenant, Collection<ActivePipeline> all, Map<String, List<String>> given) {
        this.tenant = tenant;
        this.pipelines = all.stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .map(ActivePipeline::name)
                .toList();
        this.given = new RequestParameters(given);
    }

    /**
     * @param all pipelines, of any tenant
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static RunQuery parse(String tenant, Collection<ActivePipeline> all, Map<String, List<String>> given) {
        return new RunParameters(tenant, all, given).parse();
    }

    private RunQuery parse() {
        given.refuseUnknown(KNOWN);
        Optional<String> pipeline = given.one("pipeline");
        pipeline.filter(name -> !pipelines.contains(name))
                .ifPresent(name -> given.wrong(
                        "pipeline", "no pipeline '" + name + "'", RequestParameters.hint(name, pipelines, pipelines)));
        Optional<Run.Kind> kind = word(
                "kind",
                "a kind of runs",
                Run.Kind::of,
                Arrays.stream(Run.Kind.values()).map(Run.Kind::text).toList());
        Optional<Run.State> state = word(
                "state",
                "a state of runs",
                Run.State::of,
                Arrays.stream(Run.State.values()).map(Run.State::text).toList());
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        String fingerprint = Cursor.fingerprint(
                "recomputes",
                tenant,
                pipeline.orElse(""),
                kind.map(Run.Kind::text).orElse(""),
                state.map(Run.State::text).orElse(""),
                Integer.toString(limit));
        Optional<UUID> after = given.after(fingerprint, RunQuery::runOf);
        given.throwIfInvalid();
        return new RunQuery(tenant, pipeline, kind, state, limit, fingerprint, after);
    }

    private <T> Optional<T> word(
            String parameter, String what, Function<String, Optional<T>> reader, List<String> words) {
        Optional<String> text = given.one(parameter);
        Optional<T> word = text.flatMap(reader);
        if (text.isPresent() && word.isEmpty()) {
            given.wrong(
                    parameter, "'" + text.get() + "' is not " + what, RequestParameters.hint(text.get(), words, words));
        }
        return word;
    }
}
