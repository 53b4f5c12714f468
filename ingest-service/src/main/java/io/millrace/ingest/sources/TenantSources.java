package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.model.definition.SourceDefinition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The sources of all tenants, whichever instance runs them. Thread-safe. */
public final class TenantSources {
    private final Definitions definitions;
    private final SourcesView view;
    private final SourceControls controls;
    private final Clock clock;

    public TenantSources(Definitions definitions, SourcesView view, SourceControls controls, Clock clock) {
        this.definitions = definitions;
        this.view = view;
        this.controls = controls;
        this.clock = clock;
    }

    /**
     * Where a source stands.
     *
     * @param progress empty before its first step
     */
    public record Status(
            SourceKey key,
            SourceDefinition definition,
            SourceControlRecord control,
            Optional<SourceProgressRecord> progress) {
        /** In a word. */
        public enum State {
            PAUSED,
            FAILING,
            RUNNING,
            WAITING
        }

        /** Paused goes first, since a source may have been paused in the middle of a run. */
        public State state() {
            if (control.paused()) {
                return State.PAUSED;
            }
            if (progress.filter(known -> known.failures() > 0).isPresent()) {
                return State.FAILING;
            }
            boolean runs = progress.stream()
                    .flatMap(known -> known.runs().stream().limit(1))
                    .anyMatch(run -> run.endedAt().isEmpty());
            return runs ? State.RUNNING : State.WAITING;
        }
    }

    /** By pipeline, then in the order of the definition. */
    public List<Status> list(String tenant) {
        List<Status> all = new ArrayList<>();
        definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant) && !pipeline.isDeleted())
                .sorted(Comparator.comparing(ActivePipeline::name))
                .forEach(pipeline ->
                        pipeline.definition().sources().forEach(source -> all.add(status(pipeline, source))));
        return all;
    }

    public Optional<Status> find(SourceKey key) {
        return definitions
                .find(key.tenant(), key.pipeline())
                .filter(pipeline -> !pipeline.isDeleted())
                .flatMap(pipeline -> pipeline.definition().sources().stream()
                        .filter(source -> source.name().equals(key.source()))
                        .findFirst()
                        .map(source -> status(pipeline, source)));
    }

    private Status status(ActivePipeline pipeline, SourceDefinition source) {
        SourceKey key = new SourceKey(pipeline.tenant(), pipeline.name(), source.name());
        return new Status(key, source, view.control(key), view.progress(key).filter(progress -> progress.place()
                .equals(source.place())));
    }

    /**
     * Begins no step of it any more; empty if there is no such source.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be written now
     */
    public Optional<Status> pause(SourceKey key) {
        return change(key, control -> new SourceControlRecord(true, control.runAskedAt()));
    }

    /** Goes on with it, from where it was. */
    public Optional<Status> resume(SourceKey key) {
        return change(key, control -> new SourceControlRecord(false, control.runAskedAt()));
    }

    /** Has it run once soon, whether or not it is due; one that is paused when it is resumed. */
    public Optional<Status> runNow(SourceKey key) {
        return change(key, control -> new SourceControlRecord(control.paused(), Optional.of(clock.instant())));
    }

    private Optional<Status> change(SourceKey key, UnaryOperator<SourceControlRecord> change) {
        if (find(key).isEmpty()) {
            return Optional.empty();
        }
        controls.write(key, change.apply(view.control(key)));
        return find(key);
    }
}
