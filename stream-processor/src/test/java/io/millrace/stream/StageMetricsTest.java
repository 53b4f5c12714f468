package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.stage.StageMetrics.StateSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stages tell of each pipeline. */
final class StageMetricsTest {
    private static final int SCHEMA = 7;
    private static final String GPON = "acme/gpon";

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    StageMetricsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    @Test
    void shouldTellEventsCopiesAndDeadLettersByPipeline() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event, NOW);
            topology.append("acme", derivedId(1), event, NOW);
            topology.append("acme", derivedId(2), event, NOW);
            topology.append("acme", null, event, NOW);
            topology.append("acme", derivedId(3), new byte[] {1}, NOW);
            // Then
            assertThat(topology.told().events(GPON)).isEqualTo(2);
            assertThat(topology.told().duplicates(GPON)).isEqualTo(1);
            assertThat(topology.told().deadLetters(GPON)).isEqualTo(1);
            assertThat(topology.told().deadLetters("acme/")).isEqualTo(1);
            assertThat(topology.told().drained()).containsExactlyInAnyOrder("route", "aggregate");
        }
    }

    @Test
    void shouldCountEachAppendOfAFreshIdAndKeepNoneOfThem() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", freshId(1), event, NOW);
            topology.append("acme", freshId(1), event, NOW);
            // Then
            assertThat(topology.emitted()).extracting(RollupRow::events).containsExactly(1L, 2L);
            assertThat(topology.told().events(GPON)).isEqualTo(2);
            assertThat(topology.told().duplicates(GPON)).isZero();
            assertThat(topology.seenIds()).isEmpty();
        }
    }

    @Test
    void shouldTellHowFarBehindAPipelineIsUntilItIsCaughtUp() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When, Then
            topology.append("acme", freshId(1), event, NOW.minusSeconds(3_600));
            assertThat(topology.told().lag(GPON)).isEqualTo(Duration.ofHours(1));
            topology.append("acme", freshId(2), event, NOW.minusMillis(300));
            assertThat(topology.told().lag(GPON)).isEqualTo(Duration.ofMillis(300));
            topology.advance(Duration.ofSeconds(5));
            assertThat(topology.told().lag(GPON)).isZero();
        }
    }

    @Test
    void shouldTakeAPipelineToBeAsFarBehindAsWhatItsEventsLieBehindOf() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        pipelines.put("acme", "clicks", SCHEMA + 1, 1, "province");
        try (TopologyFixture topology = topology()) {
            topology.append("acme", freshId(1), pipelines.event(SCHEMA, 0, "HKD", "olt"), NOW);
            topology.advance(Duration.ofSeconds(4));
            byte[] other = pipelines.event(SCHEMA + 1, 0, "HKD", "olt");
            topology.append("acme", freshId(2), other, NOW.minusSeconds(596));
            // When
            topology.advance(Duration.ofSeconds(1));
            // Then
            assertThat(topology.told().lag(GPON)).isEqualTo(Duration.ofMinutes(10));
            topology.advance(Duration.ofSeconds(5));
            assertThat(topology.told().lag(GPON)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTellTheRowsThatAreInState(long seed) {
        // Given
        pipelines.setLateness(Duration.ofMinutes(3));
        pipelines.put(
                "acme",
                "gpon",
                SCHEMA,
                1,
                List.of(
                        Pipelines.rollup("province", new WindowDefinition.Session(Duration.ofMinutes(1))),
                        Pipelines.rollup("device", new WindowDefinition.Tumbling(Pipelines.WINDOW, Duration.ZERO))));
        Random random = new Random(seed);
        StageLimits limits = seed % 2 == 0 ? ROOMY : new StageLimits(1, 1, 0, 1);
        List<KeyValue<Bytes, byte[]>> state = List.of();
        int events = 0;
        for (int life = 0; life < 2; life++) {
            try (TopologyFixture topology = new TopologyFixture(pipelines, limits, NOW, folder)) {
                topology.restore(state);
                // When
                for (int step = 0; step < 600; step++) {
                    events++;
                    long hand = events * 5_000L;
                    long time = Math.floorDiv(hand - random.nextInt(900_000), 10_000L) * 10_000;
                    topology.append(
                            "acme",
                            freshId(events),
                            pipelines.event(SCHEMA, time, "p" + random.nextInt(3), "d" + random.nextInt(5)),
                            NOW.plusSeconds(events));
                    if (step % 20 == 0) {
                        topology.appendReport(0, new TimeReport.Entry("acme", "gpon", hand, false));
                    }
                }
                // Then
                state = topology.state();
                assertThat(topology.told().held(GPON)).isEqualTo(sizeOf(state));
            }
        }
    }

    private static StateSize sizeOf(List<KeyValue<Bytes, byte[]>> state) {
        long rows = 0;
        long bytes = 0;
        for (KeyValue<Bytes, byte[]> entry : state) {
            if (entry.key.get()[0] != 0) {
                rows++;
                bytes += entry.key.get().length + entry.value.length;
            }
        }
        return new StateSize(rows, bytes);
    }
}
