package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a window came to, when it closes and goes on within one commit of the aggregate stage. */
final class ClosingWithinACommitTest {
    private static final Topics TOPICS = new Topics(1);
    private static final String PARTIALS = "millrace-stream-partials-repartition";
    private static final String SOURCE = "partials-repartition-source";
    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final long LATENESS = Pipelines.LATENESS.toMillis();
    private static final long GAP = 60_000;
    private static final int SCHEMA = 7;

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private final ToldMetrics told = new ToldMetrics();
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    ClosingWithinACommitTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TaskHarness aggregate(WindowDefinition window) {
        RollupDefinition rollup = Pipelines.rollup("province", window);
        pipelines.put("acme", "gpon", SCHEMA, 1, List.of(rollup));
        return new TaskHarness(
                MillraceTopology.build(
                        StageFixture.environment(pipelines, ROOMY, told, new SettableClock(NOW)), TOPICS),
                1,
                SOURCE,
                PARTIALS,
                StageFixture.properties(folder));
    }

    private RollupState events(int count) {
        RollupState state = pipelines
                .definitions()
                .find("acme", "gpon")
                .orElseThrow()
                .rollups()
                .get(0)
                .plan()
                .newState();
        Event event = new Event(
                pipelines.definitions().find("acme", "gpon").orElseThrow().schema());
        for (int number = 0; number < count; number++) {
            state.add(event);
        }
        return state;
    }

    /** A partial aggregate of so many events of the window that starts at 0. */
    private void addWindow(int events) {
        ByteWriter value = new ByteWriter();
        Partial.writeWindow(0, 0, value);
        events(events).write(value);
        addPartial(value);
    }

    /** One of a piece of a session. */
    private void addSession(long start, long end, int events) {
        ByteWriter value = new ByteWriter();
        Partial.writeSessions(0, value);
        Partial.writePiece(start, end, value);
        events(events).write(value);
        addPartial(value);
    }

    private void addPartial(ByteWriter value) {
        ByteWriter key = new ByteWriter();
        Partial.writeTarget(new Partial.Target("acme", "gpon", "province", 1), key);
        key.writeByte(1);
        PartialBundles bundle = new PartialBundles(1, this::add);
        bundle.add(key, value);
        bundle.flush();
    }

    /** The report that closes what ends by then. */
    private void addClosing(long closedBefore) {
        ByteWriter value = new ByteWriter();
        TimeReport.writeHeader(0, 0, value);
        TimeReport.write(new TimeReport.Entry("acme", "gpon", closedBefore + LATENESS, false), value);
        add(TimeReport.keys(1).get(0), value.toByteArray());
    }

    private void add(byte[] key, byte[] value) {
        records.add(TaskHarness.record(PARTIALS, records.size(), NOW.toEpochMilli(), key, value));
    }

    /** All changes of rows, as {@code start..end:events} with an asterisk for a later part, or {@code start-} for a deletion. */
    private static List<String> rows(TaskHarness harness) {
        List<String> rows = new ArrayList<>();
        harness.committed(TOPICS.rollups().name()).forEach(record -> {
            RollupRow.Key key = StageFixture.RECORDS.rollupKey().deserialize(record.key());
            RollupRecords.Content content = StageFixture.RECORDS.rollup().deserialize(record.value());
            String part = key.part() == 0 ? "" : "*";
            rows.add(
                    content.deleted()
                            ? key.windowStart() + "-" + part
                            : key.windowStart() + ".." + content.windowEnd() + ":" + content.events() + part);
        });
        return rows;
    }

    @Test
    void shouldSendAllThatCameBeforeAWindowClosedAsPartZero() {
        // Given
        try (TaskHarness harness = aggregate(new WindowDefinition.Tumbling(Pipelines.WINDOW, Duration.ZERO))) {
            addWindow(2);
            addWindow(3);
            addClosing(WINDOW);
            addWindow(4);
            addWindow(5);
            // When
            harness.process(records);
            harness.commit();
            // Then
            assertThat(rows(harness)).containsExactly("0..300000:5", "0..300000:9*");
        }
    }

    @Test
    void shouldSendEachPartOfAWindowThatClosesTwice() {
        // Given
        try (TaskHarness harness = aggregate(new WindowDefinition.Tumbling(Pipelines.WINDOW, Duration.ZERO))) {
            addWindow(2);
            addClosing(WINDOW);
            addWindow(3);
            addClosing(WINDOW + LATENESS);
            addWindow(4);
            // When
            harness.process(records);
            harness.commit();
            // Then
            assertThat(rows(harness)).containsExactly("0..300000:2", "0..300000:3*", "0..300000:4*");
            assertThat(harness.committed(TOPICS.rollups().name()))
                    .extracting(record -> StageFixture.RECORDS.rollupKey().deserialize(record.key()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldSendAllThatCameBeforeASessionClosedAsPartZero() {
        // Given: two events, half a gap apart
        try (TaskHarness harness = aggregate(new WindowDefinition.Session(Duration.ofMillis(GAP)))) {
            addSession(0, GAP, 1);
            addSession(GAP / 2, GAP + GAP / 2, 1);
            addClosing(GAP + GAP / 2);
            addSession(0, GAP, 1);
            addSession(0, GAP, 2);
            // When
            harness.process(records);
            harness.commit();
            // Then
            assertThat(rows(harness)).containsExactly("0..90000:2", "0..60000:3*");
            assertThat(told.held("acme/gpon").rows()).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepTheStateOfASessionThatGrowsBackToWhereOneStandsThatJustClosed() {
        // Given: the later of two sessions changes first
        try (TaskHarness harness = aggregate(new WindowDefinition.Session(Duration.ofMillis(GAP)))) {
            addSession(GAP + 10_000, 2 * GAP + 10_000, 1);
            addSession(0, GAP, 1);
            addClosing(GAP);
            addSession(0, GAP + 20_000, 2);
            // When
            harness.process(records);
            harness.commit();
            // Then
            assertThat(rows(harness)).containsExactly("70000..130000:1", "0..60000:1", "70000-", "0..130000:3*");
            assertThat(told.held("acme/gpon").rows()).isEqualTo(1);
        }
    }
}
