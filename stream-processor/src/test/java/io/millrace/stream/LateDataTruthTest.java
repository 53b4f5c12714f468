package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the order of events, of closing, purging and restarts: what readers merge is what all events come to. */
final class LateDataTruthTest {
    private static final long GAP = 60_000;
    private static final long SIZE = 300_000;
    private static final long OFFSET = 70_000;
    private static final int EVENTS = 700;
    private static final int SCHEMA = 7;
    private static final String EVENTS_TOPIC = "events.acme";
    private static final String PARTIALS_TOPIC = "millrace-stream-partials-repartition";

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    LateDataTruthTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.setLateness(Duration.ofMinutes(3));
        pipelines.put(
                "acme",
                "gpon",
                SCHEMA,
                1,
                List.of(
                        Pipelines.rollup("province", new WindowDefinition.Session(Duration.ofMillis(GAP))),
                        Pipelines.rollup(
                                "device",
                                new WindowDefinition.Tumbling(Duration.ofMillis(SIZE), Duration.ofMillis(OFFSET)))));
    }

    /** An event of which only time and province count; the device is the province too. */
    private record Happened(long time, String province) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldComeToTheTruth(long seed) {
        // Given
        Random random = new Random(seed);
        StageLimits limits = random.nextBoolean() ? ROOMY : new StageLimits(1, 1, 0, 1);
        List<Happened> events = new ArrayList<>();
        Map<RollupRow.Key, RollupRecords.Content> table = new HashMap<>();
        List<KeyValue<Bytes, byte[]>> state = List.of();
        Map<String, byte[]> times = Map.of();
        long hand = -1_000_000;
        // When
        while (events.size() < EVENTS) {
            try (TopologyFixture topology = new TopologyFixture(pipelines, limits, NOW, folder)) {
                topology.restore(state);
                topology.restoreTimes(times);
                for (int step = 0; step < 250; step++) {
                    hand += random.nextInt(10_000);
                    // Coarse, so that pieces also start where others did.
                    long time = Math.floorDiv(hand - random.nextInt(random.nextInt(900_000) + 1), 10_000L) * 10_000;
                    Happened event = new Happened(time, "p" + random.nextInt(3));
                    events.add(event);
                    topology.append(
                            "acme",
                            freshId(events.size()),
                            pipelines.event(SCHEMA, event.time(), event.province(), event.province()),
                            NOW.plusSeconds(events.size()));
                    if (random.nextInt(10) == 0) {
                        topology.appendReport(
                                random.nextInt(3), new TimeReport.Entry("acme", "gpon", hand, random.nextInt(4) == 0));
                    }
                    topology.advance(Duration.ofMillis(random.nextInt(700)));
                }
                topology.changes().forEach(change -> apply(change, table));
                state = topology.state();
                times = topology.times();
            }
        }
        // Then
        assertThat(sessionsOf(table)).isEqualTo(sessions(events));
        assertThat(windowsOf(table)).isEqualTo(windows(events));
        assertThat(table.keySet()).as("parts").anyMatch(key -> key.part() != 0);
        assertThat(state).as("live rows").hasSizeLessThan(table.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldComeToTheTruthWhateverACommitHolds(long seed) {
        // Given
        Random random = new Random(seed);
        StageLimits limits = random.nextBoolean() ? ROOMY : new StageLimits(1, 1, 0, 1);
        SettableClock clock = new SettableClock(NOW);
        List<Happened> events = new ArrayList<>();
        long hand = -1_000_000;
        int taken = 0;
        try (TaskHarness route = harness(limits, clock, 0, "events", EVENTS_TOPIC);
                TaskHarness aggregate = harness(limits, clock, 1, "partials-repartition-source", PARTIALS_TOPIC)) {
            // When
            while (events.size() < EVENTS) {
                hand += random.nextInt(10_000);
                long time = Math.floorDiv(hand - random.nextInt(random.nextInt(900_000) + 1), 10_000L) * 10_000;
                Happened event = new Happened(time, "p" + random.nextInt(3));
                events.add(event);
                byte[] bytes = pipelines.event(SCHEMA, event.time(), event.province(), event.province());
                route.process(List.of(TaskHarness.record(
                        EVENTS_TOPIC, events.size(), NOW.toEpochMilli(), freshId(events.size()), bytes)));
                clock.advance(Duration.ofMillis(random.nextInt(700)));
                if (random.nextInt(5) == 0 || events.size() == EVENTS) {
                    route.commit();
                    taken = take(route, aggregate, taken);
                }
                if (random.nextInt(25) == 0) {
                    aggregate.commit();
                }
            }
            aggregate.commit();
            // Then
            Map<RollupRow.Key, RollupRecords.Content> table = new HashMap<>();
            aggregate
                    .committed("rollups")
                    .forEach(change -> apply(
                            KeyValue.pair(
                                    StageFixture.RECORDS.rollupKey().deserialize(change.key()),
                                    StageFixture.RECORDS.rollup().deserialize(change.value())),
                            table));
            assertThat(sessionsOf(table)).isEqualTo(sessions(events));
            assertThat(windowsOf(table)).isEqualTo(windows(events));
            assertThat(table.keySet()).as("parts").anyMatch(key -> key.part() != 0);
        }
    }

    private TaskHarness harness(StageLimits limits, SettableClock clock, int subtopology, String source, String topic) {
        return new TaskHarness(
                MillraceTopology.build(StageFixture.environment(pipelines, limits, clock), new Topics(1)),
                subtopology,
                source,
                topic,
                StageFixture.properties(folder.resolve(source)));
    }

    /** The aggregate stage takes what the route stage sent since; both partial aggregates and reports of times. */
    private static int take(TaskHarness route, TaskHarness aggregate, int taken) {
        List<ProducerRecord<byte[], byte[]>> sent = route.committed(PARTIALS_TOPIC);
        for (int index = taken; index < sent.size(); index++) {
            ProducerRecord<byte[], byte[]> record = sent.get(index);
            aggregate.process(List.of(
                    TaskHarness.record(PARTIALS_TOPIC, index, NOW.toEpochMilli(), record.key(), record.value())));
        }
        return sent.size();
    }

    private static void apply(
            KeyValue<RollupRow.Key, RollupRecords.Content> change, Map<RollupRow.Key, RollupRecords.Content> table) {
        if (change.value.deleted()) {
            table.remove(change.key);
        } else {
            table.put(change.key, change.value);
        }
    }

    private static Map<String, Long> windows(List<Happened> events) {
        Map<String, Long> windows = new TreeMap<>();
        for (Happened event : events) {
            long start = Math.floorDiv(event.time() - OFFSET, SIZE) * SIZE + OFFSET;
            windows.merge(hex(event.province()) + "@" + start, 1L, Long::sum);
        }
        return windows;
    }

    private static Map<String, Long> windowsOf(Map<RollupRow.Key, RollupRecords.Content> table) {
        Map<String, Long> windows = new TreeMap<>();
        table.forEach((key, content) -> {
            if (key.partition().rollup().equals("device")) {
                assertThat(content.windowEnd()).isEqualTo(key.windowStart() + SIZE);
                windows.merge(key.group() + "@" + key.windowStart(), content.events(), Long::sum);
            }
        });
        return windows;
    }

    private static Map<String, Long> sessions(List<Happened> events) {
        return merged(events.stream()
                .map(event -> new Piece(hex(event.province()), event.time(), event.time() + GAP, 1))
                .toList());
    }

    private static Map<String, Long> sessionsOf(Map<RollupRow.Key, RollupRecords.Content> table) {
        return merged(table.entrySet().stream()
                .filter(row -> row.getKey().partition().rollup().equals("province"))
                .map(row -> new Piece(
                        row.getKey().group().toString(),
                        row.getKey().windowStart(),
                        row.getValue().windowEnd(),
                        row.getValue().events()))
                .toList());
    }

    private record Piece(String group, long start, long end, long events) {}

    /** What overlaps is one session. */
    private static Map<String, Long> merged(List<Piece> pieces) {
        List<Piece> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparing(Piece::group).thenComparing(Piece::start));
        Map<String, Long> sessions = new TreeMap<>();
        Piece session = new Piece("", 0, 0, 0);
        for (Piece piece : sorted) {
            if (piece.group().equals(session.group()) && piece.start() < session.end()) {
                session = new Piece(
                        session.group(),
                        session.start(),
                        Math.max(session.end(), piece.end()),
                        session.events() + piece.events());
            } else {
                add(session, sessions);
                session = piece;
            }
        }
        add(session, sessions);
        return sessions;
    }

    private static void add(Piece session, Map<String, Long> sessions) {
        if (session.events() > 0) {
            sessions.put(session.group() + "@" + session.start() + ".." + session.end(), session.events());
        }
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder("01");
        text.chars().forEach(letter -> hex.append(String.format("%02x", letter)));
        return hex.append("0000").toString();
    }
}
