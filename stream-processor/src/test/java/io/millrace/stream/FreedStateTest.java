package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.stream.partial.TimeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is needed no more goes though nothing comes. */
final class FreedStateTest {
    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final long LATENESS = Pipelines.LATENESS.toMillis();
    private static final int SCHEMA = 7;
    private static final int GROUPS = 50;
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    FreedStateTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    /** An event in each of many groups. */
    private void events(TopologyFixture topology, int schemaId) {
        events(topology, schemaId, GROUPS);
    }

    private void events(TopologyFixture topology, int schemaId, int groups) {
        for (int number = 0; number < groups; number++) {
            topology.append("acme", derivedId(number), pipelines.event(schemaId, 0, "p" + number, "olt"), NOW);
        }
    }

    private static void wait(TopologyFixture topology) {
        for (int second = 0; second < A_WHILE.toSeconds(); second++) {
            topology.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void shouldFreeTheStateOfTheLastPipelineOfAPartition() {
        // Given: more than are looked at in a second
        int groups = 5_000;
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA, groups);
            wait(topology);
            assertThat(topology.rowsOfState()).hasSize(groups);
            assertThat(topology.countSeenIds()).isEqualTo(groups);
            // When
            pipelines.remove("acme", "gpon");
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
            assertThat(topology.countSeenIds()).isZero();
            assertThat(topology.told().held("acme/gpon").rows()).isZero();
        }
    }

    @Test
    void shouldKeepTheStateOfPipelinesThatLive() {
        // Given
        pipelines.put("acme", "other", SCHEMA + 1, 1, "province");
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            events(topology, SCHEMA + 1);
            // When
            pipelines.remove("acme", "gpon");
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).hasSize(GROUPS);
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
            assertThat(topology.told().held("acme/other").rows()).isEqualTo(GROUPS);
        }
    }

    private void delete() {
        ActivePipeline pipeline = pipelines.definitions().find("acme", "gpon").orElseThrow();
        pipelines.put(pipeline.record().asDeleted(), source -> pipeline.definition());
    }

    @Test
    void shouldFreeAllOfAPurgedPipelineAtOnceAndCountTheSameIdsForTheNextOfItsName() {
        // Given
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            delete();
            wait(topology);
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
            // When
            ActivePipeline pipeline =
                    pipelines.definitions().find("acme", "gpon").orElseThrow();
            PipelineRecord.Purge purge = new PipelineRecord.Purge(new UUID(1, 2), Instant.EPOCH);
            PipelineRecord purging = pipeline.record().asBeingPurged(purge);
            pipelines.put(purging, source -> pipeline.definition());
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
            assertThat(topology.countSeenIds()).isZero();
            // When: another has the name, and events of both come
            PipelineRecord next = new PipelineRecord(
                    "acme",
                    "gpon",
                    List.of(new PipelineRecord.Version(1, "", "", SCHEMA + 1, Instant.EPOCH)),
                    List.of(pipeline.record().generations().get(0)),
                    List.of(),
                    false,
                    Optional.empty(),
                    purging.asPurged().past());
            pipelines.put(next, source -> pipeline.definition());
            events(topology, SCHEMA);
            events(topology, SCHEMA + 1);
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).hasSize(GROUPS);
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
            assertThat(topology.metric("events-of-deleted-pipelines-total")).isEqualTo(GROUPS);
        }
    }

    @Test
    void shouldFreeIdsOfADeletedPipelineWhenTheyAreTooOldToMatter() {
        // Given
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            // When
            delete();
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
            topology.advance(Pipelines.LATENESS);
            wait(topology);
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
            // The clock of who appends may be behind.
            topology.advance(Duration.ofHours(1));
            wait(topology);
            topology.advance(Duration.ofHours(1));
            wait(topology);
            assertThat(topology.countSeenIds()).isZero();
        }
    }

    /** As a recompute does, which knows the events that came before. */
    @Test
    void shouldTakeForACopyWhatCameBeforeAPipelineWasDeletedAndPutAgain() {
        // Given
        List<KeyValue<Bytes, byte[]>> ids;
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            delete();
            wait(topology);
            pipelines.put("acme", "gpon", SCHEMA, 2, "province");
            wait(topology);
            topology.emitted();
            // When
            events(topology, SCHEMA);
            // Then
            assertThat(topology.emitted()).isEmpty();
            assertThat(topology.told().duplicates("acme/gpon")).isEqualTo(GROUPS);
            ids = topology.seenIds();
        }
        // And: after a restart while it was deleted
        delete();
        try (TopologyFixture topology = topology()) {
            topology.restoreSeenIds(ids);
            wait(topology);
            pipelines.put("acme", "gpon", SCHEMA, 3, "province");
            wait(topology);
            events(topology, SCHEMA);
            assertThat(topology.emitted()).isEmpty();
        }
    }

    @Test
    void shouldFreeTheStateOfAGenerationThatIsNoMore() {
        // Given
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            // When
            pipelines.put("acme", "gpon", SCHEMA, 2, "province");
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
        }
    }

    @Test
    void shouldFreeTheStateOfWindowsThatClosed() {
        // Given
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            wait(topology);
            // When
            topology.appendReport(0, new TimeReport.Entry("acme", "gpon", WINDOW + LATENESS, false));
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
        }
    }

    @Test
    void shouldFreeWhatAnEarlierProcessLeftBehind() {
        // Given
        List<KeyValue<Bytes, byte[]>> rows;
        List<KeyValue<Bytes, byte[]>> ids;
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            rows = topology.state();
            ids = topology.seenIds();
        }
        pipelines.remove("acme", "gpon");
        try (TopologyFixture topology = topology()) {
            // When
            topology.restore(rows);
            topology.restoreSeenIds(ids);
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).isEmpty();
            assertThat(topology.countSeenIds()).isZero();
        }
    }

    @Test
    void shouldLookAtNothingWhileNothingHappens() {
        // Given
        List<KeyValue<Bytes, byte[]>> rows;
        List<KeyValue<Bytes, byte[]>> ids;
        try (TopologyFixture topology = topology()) {
            events(topology, SCHEMA);
            rows = topology.state();
            ids = topology.seenIds();
        }
        pipelines.remove("acme", "gpon");
        try (TopologyFixture topology = topology()) {
            wait(topology);
            // When: rows of which no one told
            topology.restore(rows);
            topology.restoreSeenIds(ids);
            wait(topology);
            // Then
            assertThat(topology.rowsOfState()).hasSize(GROUPS);
            assertThat(topology.countSeenIds()).isEqualTo(GROUPS);
        }
    }
}
