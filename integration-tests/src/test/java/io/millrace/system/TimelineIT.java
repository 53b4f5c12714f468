package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timeline as a real Cassandra has it. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimelineIT {
    private static final UUID RUN = new UUID(1, 2);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Platform platform;
    private final CqlSession session;
    private final TimelineTable table;

    TimelineIT(@TempDir Path folder) throws InterruptedException {
        platform = Platform.start(
                new PlatformOptions(Installation.fromSystemProperty(), folder)
                        .withPorts(Ports.free())
                        .withComponents(Set.of(Component.CASSANDRA)),
                SupervisorListener.SILENT,
                Clock.systemUTC());
        session = new CassandraConnection(
                        platform.addresses().cassandra().toString(),
                        CassandraConnection.DEFAULT_DATACENTER,
                        Duration.ofSeconds(60))
                .open("timeline-test");
        Schema.ensure(session, Keyspace.parse("1"));
        table = new TimelineTable(session);
    }

    @AfterAll
    void stop() {
        session.close();
        platform.close();
    }

    private static TimelineTable.Key key(String rollup) {
        return new TimelineTable.Key("acme", "gpon", rollup);
    }

    private static Entry entry(int generation, State state, long published) {
        return new Entry(
                new Layer("r", generation, 3, new RollupLayout(3_600_000, 4), new TimeInterval(-1_000, 2_000)),
                state,
                published,
                RUN,
                NOW,
                17);
    }

    @Test
    void shouldReadBackWhatWasPut() {
        // Given
        assertThat(table.read(key("r"))).isEqualTo(new Timeline(0, List.of()));
        assertThat(table.read(key("r")).nextGeneration(Layer.FIRST_GENERATION)).isEqualTo(Layer.FIRST_GENERATION);
        List<Entry> entries = List.of(
                entry(Layer.FIRST_GENERATION, State.PUBLISHED, 7),
                entry(Layer.FIRST_GENERATION + 1, State.PUBLISHED, 5),
                entry(Layer.FIRST_GENERATION + 2, State.COMPUTING, 0));

        // When
        boolean applied = table.change(key("r"), table.readSerial(key("r")), entries);

        // Then
        Timeline read = table.read(key("r"));
        assertThat(applied).isTrue();
        assertThat(read).isEqualTo(new Timeline(1, entries));
        assertThat(read.layers())
                .containsExactly(entries.get(1).layer(), entries.get(0).layer());
        assertThat(read.nextGeneration(Layer.FIRST_GENERATION)).isEqualTo(Layer.FIRST_GENERATION + 3);
    }

    @Test
    void shouldFlipSeveralGenerationsAtOnceOrNone() {
        // Given
        Timeline empty = table.readSerial(key("flip"));
        assertThat(table.change(key("flip"), empty, List.of(entry(1_000_001, State.PUBLISHED, 1))))
                .isTrue();
        Timeline known = table.readSerial(key("flip"));

        // When
        boolean stale = table.change(key("flip"), empty, List.of(entry(1_000_009, State.PUBLISHED, 9)));
        boolean flipped = table.change(
                key("flip"),
                known,
                List.of(entry(1_000_001, State.WITHDRAWN, 0), entry(1_000_002, State.PUBLISHED, 2)));

        // Then
        assertThat(stale).isFalse();
        assertThat(flipped).isTrue();
        assertThat(table.read(key("flip")).layers())
                .extracting(Layer::generation)
                .containsExactly(1_000_002);
        assertThat(table.read(key("flip")).entries()).hasSize(2);
    }

    @Test
    void shouldLetOneOfManyAtOnceChangeIt() throws Exception {
        // Given
        Timeline empty = table.readSerial(key("race"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // When
            List<Future<Boolean>> changes = IntStream.range(0, 8)
                    .mapToObj(index -> threads.submit(() ->
                            table.change(key("race"), empty, List.of(entry(1_000_001 + index, State.COMPUTING, 0)))))
                    .toList();
            int applied = 0;
            for (Future<Boolean> change : changes) {
                applied += change.get() ? 1 : 0;
            }
            // Then
            assertThat(applied).isEqualTo(1);
            assertThat(table.readSerial(key("race")).entries()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
