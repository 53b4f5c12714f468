package io.millrace.stream.alert;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import io.millrace.model.evaluation.MeasuredRow;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionScope;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import io.millrace.stream.partial.Partial;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which rollups are watched, as the definitions known here say. The alerts of the current definition watch each generation. Not thread-safe. */
final class AlertBook {
    private static final FieldType BOOLEAN = FieldType.of(FieldType.Kind.BOOLEAN);

    private final Definitions definitions;
    private final AlertFailures failures;
    private Map<Partial.Target, WatchedRollup> watched = Map.of();
    private Set<String> pipelines = Set.of();
    private long knownAt = Long.MIN_VALUE;

    AlertBook(Definitions definitions, AlertFailures failures) {
        this.definitions = definitions;
        this.failures = failures;
    }

    /** Takes in what changed in the definitions. Says whether something did. */
    boolean refresh() {
        long offset = definitions.offset();
        if (offset == knownAt) {
            return false;
        }
        knownAt = offset;
        Map<Partial.Target, WatchedRollup> now = new HashMap<>();
        for (ActivePipeline pipeline : definitions.all()) {
            if (!pipeline.isDeleted() && !pipeline.definition().alerts().isEmpty()) {
                add(pipeline, now);
            }
        }
        watched = now;
        pipelines = now.keySet().stream()
                .map(target -> target.tenant() + "/" + target.pipeline())
                .collect(Collectors.toSet());
        return true;
    }

    private void add(ActivePipeline pipeline, Map<Partial.Target, WatchedRollup> now) {
        Set<String> rollups = pipeline.definition().alerts().stream()
                .map(AlertDefinition::rollup)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (ActiveVersion version : pipeline.versions()) {
            for (ActiveRollup rollup : version.rollups()) {
                Optional<HoppingWindows> windows = windowsOf(rollup);
                if (rollups.contains(rollup.name()) && windows.isPresent()) {
                    Partial.Target target =
                            new Partial.Target(pipeline.tenant(), pipeline.name(), rollup.name(), rollup.generation());
                    WatchedRollup former = watched.get(target);
                    now.put(
                            target,
                            former != null && former.pipeline().offset() == pipeline.offset()
                                    ? former
                                    : watch(target, pipeline, rollup, windows.get(), version));
                }
            }
        }
    }

    /** None of sessions: a definition with an alert on them is refused. */
    private static Optional<HoppingWindows> windowsOf(ActiveRollup rollup) {
        Windows windows = rollup.plan().windows();
        if (windows instanceof TumblingWindows tumbling) {
            return Optional.of(HoppingWindows.of(tumbling));
        }
        return windows instanceof HoppingWindows hopping ? Optional.of(hopping) : Optional.empty();
    }

    private WatchedRollup watch(
            Partial.Target target,
            ActivePipeline pipeline,
            ActiveRollup rollup,
            HoppingWindows windows,
            ActiveVersion version) {
        EventSchema fields = version.evaluation().schema();
        boolean isLatest = pipeline.rollup(rollup.name())
                .map(latest -> latest.generation() == rollup.generation())
                .orElse(false);
        MeasuredRow measured = MeasuredRow.of(rollup.plan().definition(), name -> fields.field(fields.indexOf(name))
                .type());
        ExpressionScope scope = ExpressionScope.of(measured.schema());
        Event emptyRow = measured.of(rollup.plan().newState());
        return new WatchedRollup(
                target, pipeline, rollup, windows, measured, () -> pipeline.definition().alerts().stream()
                        .filter(alert -> alert.rollup().equals(rollup.name()))
                        // What is put is checked against the rollup that is put with it.
                        .filter(alert -> isLatest
                                || scope.check(alert.when(), BOOLEAN, List.of()).isEmpty())
                        .map(alert -> new WatchedAlert(
                                alert,
                                scope.condition("alert " + alert.name(), alert.when()),
                                emptyRow,
                                (failed, failure) -> failures.count(target, failed, failure)))
                        .toList());
    }

    boolean isEmpty() {
        return watched.isEmpty();
    }

    @Nullable
    WatchedRollup find(Partial.Target target) {
        return watched.get(target);
    }

    Collection<WatchedRollup> all() {
        return watched.values();
    }

    /** Whether it is known that no alert watches a rollup. */
    boolean isUnwatched(Partial.Target target) {
        return !watched.containsKey(target)
                && definitions.unreadable(target.tenant(), target.pipeline()).isEmpty();
    }

    /** Whether it is known that no alert watches any rollup of a pipeline. */
    boolean isUnwatched(String tenant, String pipeline) {
        return !pipelines.contains(tenant + "/" + pipeline)
                && definitions.unreadable(tenant, pipeline).isEmpty();
    }
}
