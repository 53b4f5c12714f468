package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.shell.life.Backoff;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one source under a lease, step by step; a step begins when the one before is over. */
final class SourceTask {
    private static final Logger LOG = LoggerFactory.getLogger(SourceTask.class);

    private final SourceKey key;
    private final SourceDefinition definition;
    private final Source source;
    private final SourceLease lease;
    private final SourceRecords records;
    private final SourceMetrics metrics;
    private final Backoff backoff;

    private SourceProgressRecord progress;
    private volatile Instant dueAt;
    private volatile Instant askHandledAt;
    private volatile boolean asked;
    private volatile boolean stepping;
    private volatile boolean stopped;

    /**
     * @param progress as the partition has it, read after the lease was taken
     */
    SourceTask(
            SourceKey key,
            SourceDefinition definition,
            Source source,
            SourceLease lease,
            SourceProgressRecord progress,
            SourceRecords records,
            SourceMetrics metrics,
            Backoff backoff) {
        this.key = key;
        this.definition = definition;
        this.source = source;
        this.lease = lease;
        this.progress = progress;
        this.records = records;
        this.metrics = metrics;
        this.backoff = backoff;
        dueAt = progress.nextAt().orElse(Instant.MIN);
        askHandledAt = progress.updatedAt();
    }

    SourceDefinition definition() {
        return definition;
    }

    SourceLease lease() {
        return lease;
    }

    /** Whether it was stopped, and its last step too is over. */
    synchronized boolean isOver() {
        return stopped && !stepping;
    }

    /** As it was committed last; not to be asked for while a step goes on. */
    synchronized SourceProgressRecord progress() {
        return progress;
    }

    /** Whether a step should begin; if so, the caller sees to it that {@link #step} is called. */
    synchronized boolean begin(SourceControlRecord control, Instant now) {
        boolean nowAsked =
                control.runAskedAt().filter(at -> at.isAfter(askHandledAt)).isPresent();
        if (stepping || stopped || lease.isLost() || control.paused() || (now.isBefore(dueAt) && !nowAsked)) {
            return false;
        }
        askHandledAt = control.runAskedAt().filter(at -> nowAsked).orElse(askHandledAt);
        asked = nowAsked;
        stepping = true;
        return true;
    }

    /**
     * Takes a step, after {@link #begin}; whatever fails in it, the task goes on.
     *
     * @param pipeline as it is defined now; empty if it is no more
     */
    void step(Optional<ActivePipeline> pipeline, Instant now) {
        try {
            if (!stopped && pipeline.isPresent()) {
                take(pipeline.get(), now);
            }
        } catch (LeaseLostException lost) {
            LOG.info("source {}: {}", key.text(), lost.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ended();
        }
    }

    private void take(ActivePipeline pipeline, Instant now) throws LeaseLostException, InterruptedException {
        SourceStep step;
        try {
            step = source.step(new Source.Situation(pipeline, progress, now, asked));
        } catch (IOException | RuntimeException failure) {
            fail(failure, now);
            return;
        }
        if (step.commit().isPresent()) {
            commit(step.commit().get());
        } else if (progress.failures() > 0) {
            commit(new SourceStep.Commit(new SourceBatch(), new ProgressChange(progress, now).done()));
        }
        dueAt = step.again();
    }

    private void fail(Exception failure, Instant now) throws LeaseLostException {
        LOG.warn("source {} failed, it will be tried again: {}", key.text(), failure.toString());
        LOG.debug("source {}", key.text(), failure);
        SourceProgressRecord failed = new ProgressChange(progress, now)
                .fail(progress, message(failure), backoff.after(progress.failures() + 1))
                .done();
        write(List.of(), failed);
        dueAt = failed.nextAt().orElse(now);
        metrics.failed(key);
    }

    private static String message(Exception failure) {
        String kind = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }

    private void commit(SourceStep.Commit commit) throws LeaseLostException {
        SourceBatch batch = commit.batch();
        boolean failed = commit.progress().failures() > progress.failures();
        write(batch.records(), commit.progress());
        metrics.committed(key, batch.taken());
        if (failed) {
            LOG.warn(
                    "source {} failed, it will be tried again: {}",
                    key.text(),
                    progress.error().orElse(""));
            metrics.failed(key);
        }
        metrics.lag(key, progress.lag());
    }

    /** The runs that end go with the progress that says so. */
    private void write(List<ProducerRecord<byte[], byte[]>> taken, SourceProgressRecord next)
            throws LeaseLostException {
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(taken);
        all.addAll(records.endedRuns(key, progress, next));
        lease.commit(all, key, records.progress().serialize(next));
        progress = next;
    }

    private synchronized void ended() {
        stepping = false;
        if (stopped) {
            close();
        }
    }

    /** Ends it: no step begins any more, and one that goes on commits nothing once the lease is taken over. */
    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            metrics.lag(key, OptionalLong.empty());
            if (!stepping) {
                close();
            }
        }
    }

    private void close() {
        source.close();
    }
}
