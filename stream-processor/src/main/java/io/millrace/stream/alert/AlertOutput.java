package io.millrace.stream.alert;

import io.millrace.kafka.record.AlertRecords;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.stage.StageRecords;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Where it is told that an alert fires or is resolved. Not thread-safe. */
final class AlertOutput {
    private final StageRecords records;
    private final LongSupplier revisions;
    private final Clock clock;
    private final BiConsumer<byte[], byte[]> topic;

    /**
     * @param revisions only grow
     * @param topic takes key and value of records
     */
    AlertOutput(StageRecords records, LongSupplier revisions, Clock clock, BiConsumer<byte[], byte[]> topic) {
        this.records = records;
        this.revisions = revisions;
        this.clock = clock;
        this.topic = topic;
    }

    /** The window that decided, and what it came to. */
    record Deciding(long start, long size, long events, String measures) {
        static Deciding of(long start, long size, RollupPlan plan, RollupState row) {
            return new Deciding(start, size, row.events(), plan.measuresJson(row));
        }

        /** A window of a rollup that is no more. */
        static Deciding unknown(long start, long size) {
            return new Deciding(start, size, 0, "{}");
        }
    }

    void write(
            Partial.Target target,
            GroupKey group,
            String alert,
            AlertRow.State state,
            String dimensions,
            long since,
            Deciding window) {
        AlertRow row = new AlertRow(
                new AlertRow.Key(
                        target.tenant(), target.pipeline(), target.rollup(), target.generation(), alert, group),
                state,
                dimensions,
                window.start(),
                window.start() + window.size(),
                since,
                window.events(),
                window.measures(),
                clock.millis(),
                revisions.getAsLong());
        topic.accept(records.alertKey().serialize(row.key()), records.alert().serialize(AlertRecords.Content.of(row)));
    }
}
