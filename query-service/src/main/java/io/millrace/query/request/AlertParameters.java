package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a list of alerts, from text to {@link AlertQuery}; all that is wrong is found at once. */
public final class AlertParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int GREATEST_LIMIT = 1_000;

    /** What is understood. */
    public static final List<String> KNOWN = List.of("state", "pipeline", "alert", "limit", "cursor");

    private final String tenant;
    private final List<ActivePipeline> pipelines;
    private final RequestParameters given;

    private AlertParameters(String tenant, List<ActivePipeline> pipelines, Map<String, List<String>> given) {
        this.tenant = tenant;
        this.pipelines = pipelines;
        this.given = new RequestParameters(given);
    }

    /**
     * @param all pipelines, of any tenant
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static AlertQuery parse(String tenant, Collection<ActivePipeline> all, Map<String, List<String>> given) {
        List<ActivePipeline> own = all.stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .toList();
        return new AlertParameters(tenant, own, given).parse();
    }

    private AlertQuery parse() {
        given.refuseUnknown(KNOWN);
        Optional<AlertRow.State> state = state();
        Optional<String> pipeline = given.one("pipeline");
        List<String> names = pipelines.stream().map(ActivePipeline::name).toList();
        pipeline.filter(name -> !names.contains(name))
                .ifPresent(name -> given.wrong(
                        "pipeline", "no pipeline '" + name + "'", RequestParameters.hint(name, names, names)));
        List<ActivePipeline> asked = pipelines.stream()
                .filter(found -> pipeline.map(found.name()::equals)
                        .orElse(!found.definition().alerts().isEmpty()))
                .toList();
        Optional<String> alert = alert(asked);
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        String fingerprint = Cursor.fingerprint(
                "alerts",
                tenant,
                state.map(AlertRow.State::text).orElse(""),
                pipeline.orElse(""),
                alert.orElse(""),
                Integer.toString(limit));
        Optional<AlertPosition> after =
                given.after(fingerprint, position -> position.group().map(group -> AlertPosition.read(group.bytes())));
        given.throwIfInvalid();
        return new AlertQuery(
                tenant, asked.stream().map(ActivePipeline::name).toList(), alert, state, limit, fingerprint, after);
    }

    private Optional<AlertRow.State> state() {
        Optional<String> text = given.one("state");
        Optional<AlertRow.State> state = text.flatMap(AlertRow.State::of);
        if (text.isPresent() && state.isEmpty()) {
            given.wrong("state", "'" + text.get() + "' is not a state of alerts", "firing or resolved");
        }
        return state;
    }

    private Optional<String> alert(List<ActivePipeline> asked) {
        Optional<String> alert = given.one("alert");
        List<String> names = asked.stream()
                .flatMap(pipeline -> pipeline.definition().alerts().stream())
                .map(AlertDefinition::name)
                .distinct()
                .toList();
        alert.filter(name -> !names.contains(name))
                .ifPresent(name ->
                        given.wrong("alert", "no alert '" + name + "'", RequestParameters.hint(name, names, names)));
        return alert;
    }
}
