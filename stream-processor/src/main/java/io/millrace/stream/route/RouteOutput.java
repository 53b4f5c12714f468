package io.millrace.stream.route;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.model.table.TableRow;
import io.millrace.stream.stage.StageEnvironment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What a route task sends, each to its sink. Not thread-safe. */
final class RouteOutput implements FeedCuts.Reports {
    private final StageEnvironment stage;
    private final ProcessorContext<byte[], byte[]> context;

    RouteOutput(StageEnvironment stage, ProcessorContext<byte[], byte[]> context) {
        this.stage = stage;
        this.context = context;
    }

    /**
     * To the next stage.
     *
     * @param time ms: append time of the newest event in it, or now if it has none; by it, that stage knows how far behind it is
     */
    void partials(byte[] key, byte[] value, long time) {
        context.forward(new Record<>(key, value, time), RouteStage.PARTIALS_SINK);
    }

    void tableRow(TableRow.Key key, TableRecords.Content content) {
        send(
                stage.records().tableKey().serialize(key),
                stage.records().table().serialize(content),
                RouteStage.TABLES_SINK);
    }

    void deadLetter(DeadLetter letter) {
        stage.metrics().deadLetter(letter.tenant(), letter.pipeline());
        send(
                letter.id().toString().getBytes(StandardCharsets.UTF_8),
                stage.records().deadLetter().serialize(letter),
                RouteStage.DEAD_LETTERS_SINK);
    }

    void progress(PipelineProgress changed, Instant now) {
        send(
                progressKey(changed),
                stage.records()
                        .progress()
                        .serialize(new ProgressRecords.Progress(
                                Instant.ofEpochMilli(changed.greatestEventTime()),
                                changed.events(),
                                changed.duplicates(),
                                now)),
                RouteStage.PROGRESS_SINK);
        changed.tell(stage.metrics());
    }

    void noProgress(PipelineProgress forgotten) {
        send(progressKey(forgotten), null, RouteStage.PROGRESS_SINK);
    }

    private byte[] progressKey(PipelineProgress of) {
        return stage.records()
                .progressKey()
                .serialize(new ProgressRecords.Key(
                        of.tenant(), of.pipeline(), context.taskId().partition()));
    }

    @Override
    public void send(CutRecords.Key key, CutRecords.@Nullable Cut cut) {
        context.commit();
        send(
                stage.records().cutKey().serialize(key),
                cut == null ? null : stage.records().cut().serialize(cut),
                RouteStage.CUTS_SINK);
    }

    /** Record timestamps are wall clock: retention goes by them. */
    private void send(byte[] key, byte @Nullable [] value, String sink) {
        context.forward(new Record<>(key, value, stage.clock().millis()), sink);
    }
}
