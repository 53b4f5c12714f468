package io.millrace.stream.route;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.stream.partial.TimeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Tells every aggregate task how far each pipeline came in this partition, and when it holds nobody up: it is idle when nothing of it came for
 * 30 seconds though this task had read all there was. Only drained events are told of, so a report never overtakes what it is about. A report
 * names the pipelines that moved since the one before, at most once a second. Times are ms of wall clock. Not thread-safe.
 */
final class TimeReports {
    private static final long IDLE_AFTER = 30_000;
    private static final long LEAST_INTERVAL = 1_000;
    private static final long SILENT_AFTER = 5_000;
    private static final int MOST_BYTES = 64 << 10;

    private final List<byte[]> keys;
    private final List<PipelineProgress> due = new ArrayList<>();
    private final ByteWriter value = new ByteWriter();
    private long sentAt = Long.MIN_VALUE;
    private long drainedAt = Long.MIN_VALUE;
    private long behind;

    /**
     * @param partitions of the repartition topic
     */
    TimeReports(int partitions) {
        keys = TimeReport.keys(partitions);
    }

    /** Events of a pipeline were drained. */
    void drained(PipelineProgress progress, long now) {
        progress.drained(now);
        demand(progress);
    }

    /** A pipeline was loaded: whether the aggregate stage heard of it last is not known. */
    void demand(PipelineProgress progress) {
        if (progress.demandReport()) {
            due.add(progress);
        }
    }

    /** Events were drained, the last of them appended at {@code appendTime}. */
    void drainedUpTo(long appendTime, long now) {
        drainedAt = now;
        behind = now - appendTime;
    }

    /** Whether a pipeline that is not idle has become so. */
    boolean hasFallenIdle(PipelineProgress progress, long now) {
        boolean readingOldEvents = drainedAt > now - IDLE_AFTER && behind > IDLE_AFTER;
        return !progress.isIdle() && !readingOldEvents && now - progress.drainedAt() >= IDLE_AFTER;
    }

    /**
     * How far behind append time a pipeline is, ms: as its last events were; when nothing came of it for five seconds, as all that is read here is,
     * for its next event lies behind that; 0 when nothing is read at all.
     */
    long lag(PipelineProgress progress, long now) {
        if (now - progress.drainedAt() < SILENT_AFTER) {
            return progress.lagAtDrain();
        }
        return drainedAt > now - SILENT_AFTER ? Math.max(0, behind) : 0;
    }

    /**
     * Sends what is due, unless a report was sent less than a second ago.
     *
     * @param receiver takes key and value
     */
    void send(long definitionsOffset, int eventsPartition, long now, BiConsumer<byte[], byte[]> receiver) {
        if (due.isEmpty() || (sentAt > now - LEAST_INTERVAL && sentAt <= now)) {
            return;
        }
        sentAt = now;
        value.reset();
        for (PipelineProgress progress : due) {
            if (value.length() == 0) {
                TimeReport.writeHeader(definitionsOffset, eventsPartition, value);
            }
            TimeReport.write(
                    new TimeReport.Entry(
                            progress.tenant(), progress.pipeline(), progress.greatestEventTime(), progress.isIdle()),
                    value);
            progress.reported();
            if (value.length() >= MOST_BYTES) {
                sendTo(receiver);
            }
        }
        if (value.length() > 0) {
            sendTo(receiver);
        }
        due.clear();
    }

    private void sendTo(BiConsumer<byte[], byte[]> receiver) {
        byte[] bytes = value.toByteArray();
        keys.forEach(key -> receiver.accept(key, bytes));
        value.reset();
    }

    void discard() {
        due.clear();
        sentAt = Long.MIN_VALUE;
        drainedAt = Long.MIN_VALUE;
    }
}
