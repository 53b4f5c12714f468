package io.millrace.batch;

import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.drain.CommitIntervals;
import io.millrace.stream.drain.CommitPaces;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageRecords;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntPredicate;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The rows that the real topology stores of a history, late parts and all. */
public final class StreamedRows {
    private static final Topics TOPICS = new Topics(1);
    private static final CommitIntervals COMMITS = new CommitIntervals(Duration.ofMillis(50), Duration.ofSeconds(2));
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
            RecordSerde.withoutRegistry(new TableRecords.ValueFormat(), 109),
            RecordSerde.withoutRegistry(new TallyRecords.KeyFormat(), 112),
            RecordSerde.withoutRegistry(new TallyRecords.ValueFormat(), 113));

    private StreamedRows() {}

    /**
     * What came of events.
     *
     * @param cut as it was reported: events from this one on, by their number, were fed
     * @param refused how many became dead letters
     */
    record Fed(List<RollupRow> rows, long cut, int refused) {}

    public static List<RollupRow> of(History history, StageLimits limits, Path stateFolder) {
        return of(history, limits, stateFolder, List.of(), 0).rows();
    }

    /**
     * @param announcedAt how many events are processed before the feeds are announced
     */
    static Fed of(
            History history, StageLimits limits, Path stateFolder, List<PipelineRecord.Feed> feeds, int announcedAt) {
        DefinitionsView definitions = history.definitions();
        return of(definitions, history.events(), limits, stateFolder, index -> {
            boolean announces = index == announcedAt && !feeds.isEmpty();
            if (announces) {
                history.announce(definitions, feeds);
            }
            return announces && index % 2 == 0;
        });
    }

    /**
     * @param before is told how many events were processed, before each and behind the last; says whether the task is to look for feeds now
     */
    static Fed of(
            DefinitionsView definitions,
            List<ArchivedEvent> events,
            StageLimits limits,
            Path stateFolder,
            IntPredicate before) {
        Instant now = Instant.parse("2026-04-01T00:00:00Z");
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        StageEnvironment environment = new StageEnvironment(
                definitions, RECORDS, limits, new CommitPaces(COMMITS, clock), StageMetrics.NONE, clock);
        try (TopologyTestDriver driver =
                new TopologyTestDriver(MillraceTopology.build(environment, TOPICS), properties(stateFolder), now)) {
            TestInputTopic<byte[], byte[]> input = driver.createInputTopic(
                    TOPICS.events(History.TENANT).name(), new ByteArraySerializer(), new ByteArraySerializer());
            for (int index = 0; index <= events.size(); index++) {
                if (before.test(index)) {
                    driver.advanceWallClockTime(Duration.ofSeconds(1));
                }
                if (index < events.size()) {
                    ArchivedEvent event = events.get(index);
                    input.pipeInput(event.id().toBytes(), event.payload(), Instant.ofEpochMilli(event.appendTime()));
                }
            }
            driver.advanceWallClockTime(Duration.ofSeconds(1));
            return new Fed(rows(driver), cut(driver), refused(driver));
        }
    }

    private static int refused(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .size();
    }

    private static List<RollupRow> rows(TopologyTestDriver driver) {
        Map<RollupRow.Key, RollupRow> rows = new HashMap<>();
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
        return new ArrayList<>(rows.values());
    }

    /** The one that all feeds have; -1 if there are none. */
    private static long cut(TopologyTestDriver driver) {
        List<Long> offsets = driver
                .createOutputTopic(TOPICS.cuts().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(value -> RECORDS.cut().deserialize(value).offset())
                .distinct()
                .toList();
        if (offsets.size() > 1) {
            throw new AssertionError("feeds that were announced together have cuts at " + offsets);
        }
        return offsets.isEmpty() ? -1 : offsets.get(0);
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
