package io.millrace.stream.route;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.stream.stage.StageMetrics;

/** How far a pipeline got in this partition; the totals only grow. Times are ms since the epoch. Not thread-safe. */
final class PipelineProgress {
    private static final int FORMAT = 3;

    /** One that does not say which definitions had the pipeline. */
    private static final int OLDER_FORMAT = 2;

    private static final int UNKNOWN = -1;
    /** How far clocks of those who append may be behind, ms. */
    static final long CLOCK_STEP = 3_600_000;

    private final String tenant;
    private final String pipeline;
    private final int purgesBefore;
    private long greatestEventTime = Long.MIN_VALUE;
    private long events;
    private long duplicates;
    private boolean idle;

    /** Offset of definitions that had it. */
    private long knownAt = Long.MIN_VALUE;

    private boolean touched;
    private long greatestAppendTime = Long.MIN_VALUE;
    private long lateness = UNKNOWN;
    private long drainedAt;
    private long lagAtDrain;
    private long toldEvents;
    private long toldDuplicates;
    private boolean reportDue;

    /**
     * @param purgesBefore how many pipelines that had the name were purged before
     */
    PipelineProgress(String tenant, String pipeline, int purgesBefore) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.purgesBefore = purgesBefore;
    }

    int purgesBefore() {
        return purgesBefore;
    }

    String tenant() {
        return tenant;
    }

    String pipeline() {
        return pipeline;
    }

    long greatestEventTime() {
        return greatestEventTime;
    }

    long events() {
        return events;
    }

    long duplicates() {
        return duplicates;
    }

    /**
     * Takes in an event that was evaluated.
     *
     * @param definitionsOffset of definitions that have the pipeline
     */
    void note(long eventTime, long appendTime, long currentLateness, long definitionsOffset, boolean duplicate) {
        knownAt = Math.max(knownAt, definitionsOffset);
        greatestEventTime = Math.max(greatestEventTime, eventTime);
        greatestAppendTime = Math.max(greatestAppendTime, appendTime);
        lateness = currentLateness;
        if (duplicate) {
            duplicates++;
        } else {
            events++;
        }
    }

    /**
     * Ids appended before this can't make an event that is yet to come a copy; the least long if no event came since this task began. The
     * broker's clock may step back, so an hour is left for that.
     */
    long forgetIdsBefore() {
        return lateness == UNKNOWN ? Long.MIN_VALUE : greatestAppendTime - lateness - CLOCK_STEP;
    }

    /** Marks it as changed since the last drain. Says whether it was not yet. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void untouch() {
        touched = false;
    }

    /** Whether it held no event for a while though this task had caught up. */
    boolean isIdle() {
        return idle;
    }

    void setIdle(boolean nowIdle) {
        idle = nowIdle;
    }

    /** Wall clock when events of it were last drained, or when it was loaded. */
    long drainedAt() {
        return drainedAt;
    }

    void setDrainedAt(long now) {
        drainedAt = now;
    }

    /** Events of it were drained. */
    void drained(long now) {
        drainedAt = now;
        lagAtDrain = Math.max(0, now - greatestAppendTime);
    }

    /** How far behind append time its events were that were last drained, ms; 0 if none were since this task began. */
    long lagAtDrain() {
        return lagAtDrain;
    }

    /** Tells what came since this was last called. */
    void tell(StageMetrics metrics) {
        metrics.counted(tenant, pipeline, events - toldEvents, duplicates - toldDuplicates);
        toldEvents = events;
        toldDuplicates = duplicates;
    }

    /** Marks that the aggregate stage has to hear of it. Says whether that was not so yet. */
    boolean demandReport() {
        boolean first = !reportDue;
        reportDue = true;
        return first;
    }

    void reported() {
        reportDue = false;
    }

    /** Whether one that is not in the definitions up to an offset is no more. It may not be so yet on a host that this state has just moved to. */
    boolean mustBeIn(long definitionsOffset) {
        return definitionsOffset >= knownAt;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(32);
        out.writeByte(FORMAT);
        out.writeVarLong(greatestEventTime);
        out.writeVarLong(events);
        out.writeVarLong(duplicates);
        out.writeByte(idle ? 1 : 0);
        out.writeVarLong(knownAt);
        return out.toByteArray();
    }

    /** Takes the totals from what {@link #toBytes} wrote. */
    void restore(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT && format != OLDER_FORMAT) {
            throw new MalformedBytesException("progress of format " + format);
        }
        greatestEventTime = in.readVarLong();
        events = in.readVarLong();
        duplicates = in.readVarLong();
        toldEvents = events;
        toldDuplicates = duplicates;
        idle = in.readFlag();
        knownAt = format == OLDER_FORMAT ? Long.MIN_VALUE : in.readVarLong();
    }
}
