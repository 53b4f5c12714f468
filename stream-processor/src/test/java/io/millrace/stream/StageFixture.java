package io.millrace.stream;

import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.model.event.EventId;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableRow;
import io.millrace.stream.drain.CommitIntervals;
import io.millrace.stream.drain.CommitPaces;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageRecords;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** What tests of the stages share. */
final class StageFixture {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final StageLimits ROOMY = new StageLimits(1 << 20, 10_000, 1 << 20, 1 << 20);

    static final StageRecords RECORDS = new StageRecords(
            RecordSerde.withoutRegistry(new RollupRecords.KeyFormat(), 101),
            RecordSerde.withoutRegistry(new RollupRecords.ValueFormat(), 102),
            RecordSerde.withoutRegistry(new ProgressRecords.KeyFormat(), 103),
            RecordSerde.withoutRegistry(new ProgressRecords.ValueFormat(), 104),
            RecordSerde.withoutRegistry(new CutRecords.KeyFormat(), 110),
            RecordSerde.withoutRegistry(new CutRecords.ValueFormat(), 111),
            RecordSerde.withoutRegistry(new DeadLetter.Format(), 105),
            RecordSerde.withoutRegistry(new AlertRecords.KeyFormat(), 106),
            RecordSerde.withoutRegistry(new AlertRecords.ValueFormat(), 107),
            RecordSerde.withoutRegistry(new TableRecords.KeyFormat(), 108),
            RecordSerde.withoutRegistry(new TableRecords.ValueFormat(), 109),
            RecordSerde.withoutRegistry(new TallyRecords.KeyFormat(), 112),
            RecordSerde.withoutRegistry(new TallyRecords.ValueFormat(), 113));

    private static final CommitIntervals COMMITS = new CommitIntervals(Duration.ofMillis(50), Duration.ofSeconds(2));

    private StageFixture() {}

    static StageEnvironment environment(Pipelines pipelines, StageLimits limits, Instant now) {
        return environment(pipelines, limits, Clock.fixed(now, ZoneOffset.UTC));
    }

    static StageEnvironment environment(Pipelines pipelines, StageLimits limits, Clock clock) {
        return environment(pipelines, limits, StageMetrics.NONE, clock);
    }

    static StageEnvironment environment(Pipelines pipelines, StageLimits limits, StageMetrics metrics, Clock clock) {
        return new StageEnvironment(
                pipelines.definitions(), RECORDS, limits, new CommitPaces(COMMITS, clock), metrics, clock);
    }

    static Properties properties(Path stateDirectory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "millrace-stream");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        return properties;
    }

    /** From key and value of a record of typed tables. */
    static TableRow tableRow(byte[] keyBytes, byte[] value) {
        TableRow.Key key = RECORDS.tableKey().deserialize(keyBytes);
        TableRecords.Content content = RECORDS.table().deserialize(value);
        return content.at(key, TableLayout.parse(key.table(), content.layout()));
    }

    /** An id that a copy of the event would have too. */
    static byte[] derivedId(int number) {
        byte[] digest = new byte[16];
        digest[0] = (byte) (number >> 8);
        digest[1] = (byte) number;
        return EventId.derived(digest).toBytes();
    }

    /** An id that no other event has. */
    static byte[] freshId(int number) {
        return EventId.fresh(NOW.toEpochMilli(), number, number).toBytes();
    }
}
