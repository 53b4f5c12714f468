package io.millrace.batch;

import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageRecords;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The rows that the real topology stores of a history, late parts and all. */
public final class StreamedRows {
    private static final Topics TOPICS = new Topics(1);
    private static final StageRecords RECORDS = new StageRecords(
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
            RecordSerde.withoutRegistry(new TableRecords.ValueFormat(), 109));

    private StreamedRows() {}

    public static List<RollupRow> of(History history, StageLimits limits, Path stateFolder) {
        Instant now = Instant.parse("2026-04-01T00:00:00Z");
        StageEnvironment environment = new StageEnvironment(
                history.definitions(), RECORDS, limits, StageMetrics.NONE, Clock.fixed(now, ZoneOffset.UTC));
        Map<RollupRow.Key, RollupRow> rows = new HashMap<>();
        try (TopologyTestDriver driver =
                new TopologyTestDriver(MillraceTopology.build(environment, TOPICS), properties(stateFolder), now)) {
            TestInputTopic<byte[], byte[]> input = driver.createInputTopic(
                    TOPICS.events(History.TENANT).name(), new ByteArraySerializer(), new ByteArraySerializer());
            for (ArchivedEvent event : history.events()) {
                input.pipeInput(event.id().toBytes(), event.payload(), Instant.ofEpochMilli(event.appendTime()));
            }
            driver.createOutputTopic(TOPICS.rollups().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readKeyValuesToList()
                    .forEach(change -> {
                        RollupRow.Key key = RECORDS.rollupKey().deserialize(change.key);
                        RollupRecords.Content content = RECORDS.rollup().deserialize(change.value);
                        if (content.deleted()) {
                            rows.remove(key);
                        } else {
                            rows.put(key, content.at(key));
                        }
                    });
        }
        return new ArrayList<>(rows.values());
    }

    private static Properties properties(Path stateFolder) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "stream-and-batch");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        return properties;
    }
}
