package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.shell.life.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

/**
 * The sources that run here: those that are defined, and whose partition this instance has the lease of. Kept by one thread; the steps that it hands out are
 * taken by others.
 */
final class RunningSources {
    /** How long a source may go on until others have their turn. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TopicDeclaration topic;
    private final SourcesView view;
    private final Definitions definitions;
    private final SourceOpener opener;
    private final SourceRecords records;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random());

    private final Map<SourceKey, SourceTask> tasks = new LinkedHashMap<>();
    /** Whether what is run may not be what should be, other than for a new definition. */
    private boolean unsettled = true;

    private long reconciledAt = -1;

    RunningSources(
            TopicDeclaration topic,
            SourcesView view,
            Definitions definitions,
            SourceOpener opener,
            SourceRecords records,
            SourceMetrics metrics,
            Clock clock) {
        this.topic = topic;
        this.view = view;
        this.definitions = definitions;
        this.opener = opener;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Leases came or went, or something failed: the next {@link #reconcile} looks at everything. */
    void unsettle() {
        unsettled = true;
    }

    /** Stops what runs under the leases of these partitions. */
    void stop(Set<Integer> partitions) {
        Iterator<SourceTask> each = tasks.values().iterator();
        while (each.hasNext()) {
            SourceTask task = each.next();
            if (partitions.contains(task.lease().partition())) {
                task.stop();
                each.remove();
            }
        }
    }

    /**
     * Starts what is defined and not run, stops what is run and not defined, if anything may have changed.
     *
     * @param leases by partition
     */
    void reconcile(Map<Integer, SourceLease> leases) throws InterruptedException {
        if (!unsettled && definitions.offset() == reconciledAt) {
            return;
        }
        reconciledAt = definitions.offset();
        unsettled = false;
        Set<SourceKey> wanted = new HashSet<>();
        for (ActivePipeline pipeline : definitions.all()) {
            if (!pipeline.isDeleted()) {
                for (SourceDefinition source : pipeline.definition().sources()) {
                    reconcile(pipeline, source, leases, wanted);
                }
            }
        }
        Iterator<Map.Entry<SourceKey, SourceTask>> each = tasks.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<SourceKey, SourceTask> task = each.next();
            if (!wanted.contains(task.getKey())) {
                task.getValue().stop();
                // Until then another that goes by the same name must wait for what it still commits.
                if (task.getValue().isOver()) {
                    each.remove();
                } else {
                    unsettled = true;
                }
            }
        }
    }

    private void reconcile(
            ActivePipeline pipeline, SourceDefinition source, Map<Integer, SourceLease> leases, Set<SourceKey> wanted)
            throws InterruptedException {
        SourceKey key = new SourceKey(pipeline.tenant(), pipeline.name(), source.name());
        SourceLease lease = leases.get(key.partition(topic.partitions()));
        if (lease == null || lease.isLost()) {
            // A lease that is lost is taken again, and all that it was for begun anew.
            return;
        }
        wanted.add(key);
        SourceTask running = tasks.get(key);
        if (running != null && running.definition().equals(source)) {
            return;
        }
        if (running != null) {
            running.stop();
            if (!running.isOver()) {
                unsettled = true;
                return;
            }
        }
        view.await(lease.partition(), lease.lastOffset(), PATIENCE);
        SourceProgressRecord progress = view.progress(key)
                .filter(known -> known.place().equals(source.place()))
                .orElseGet(() -> ProgressChange.none(source.place(), clock.instant()));
        Source opened = opener.open(key, source);
        tasks.put(key, new SourceTask(key, source, opened, lease, progress, records, metrics, backoff));
    }

    /** Hands out steps of those that have something to do, as many as there is room for. */
    void dispatch(BlockingQueue<Runnable> steps) {
        List<SourceKey> begun = new ArrayList<>();
        for (Map.Entry<SourceKey, SourceTask> each : tasks.entrySet()) {
            if (steps.remainingCapacity() == 0) {
                break;
            }
            if (each.getValue().begin(view.control(each.getKey()), clock.instant())) {
                begun.add(each.getKey());
                steps.add(() -> takeSteps(each.getKey(), each.getValue()));
            }
        }
        // To the end of the line, so that those that always have something to do leave the others their turn.
        for (SourceKey key : begun) {
            SourceTask task = Objects.requireNonNull(tasks.remove(key));
            tasks.put(key, task);
        }
    }

    private void takeSteps(SourceKey key, SourceTask task) {
        Instant end = clock.instant().plus(TURN);
        do {
            task.step(definitions.find(key.tenant(), key.pipeline()), clock.instant());
        } while (clock.instant().isBefore(end) && task.begin(view.control(key), clock.instant()));
    }
}
