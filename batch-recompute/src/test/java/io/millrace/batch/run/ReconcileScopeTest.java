package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReconcileScopeTest {
    private static final TimelineTable.Key HOURLY = new TimelineTable.Key("acme", "shop", "hourly");
    private static final long FROM = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final Request DAY = WorldInMemory.request("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "hourly");

    private final WorldInMemory memory = new WorldInMemory();
    private final Facts facts = WorldInMemory.facts();

    /** Whose events are kept for 30 days. */
    private static Facts daysOld(int days) {
        return WorldInMemory.facts(List.of(WorldInMemory.version(1, WorldInMemory.NOW.minus(Duration.ofDays(days)))));
    }

    /** Whose rollups came later than events did. */
    private static Facts completeFrom(String time) {
        Facts first = WorldInMemory.facts();
        PipelineRecord record = first.record();
        long from = Instant.parse(time).toEpochMilli();
        List<Generation> generations = record.generations().stream()
                .map(generation -> new Generation(
                        generation.rollup(),
                        generation.generation(),
                        generation.version(),
                        generation.layout(),
                        generation.serves(),
                        from,
                        generation.since()))
                .toList();
        return new Facts(
                ActivePipeline.of(
                        new PipelineRecord(record.tenant(), record.pipeline(), record.versions(), generations),
                        3,
                        DefinitionReader::read),
                first.lookups(),
                first.definitionsOffset(),
                first.partitions());
    }

    private static TimeInterval interval(String from, String until) {
        return new TimeInterval(
                Instant.parse(from).toEpochMilli(), Instant.parse(until).toEpochMilli());
    }

    @Test
    void shouldCompareEachWindowWithTheGenerationThatServesIt() {
        // Given
        TimeInterval layer = new TimeInterval(FROM + 6 * HOUR, FROM + 12 * HOUR);
        memory.timelines.put(
                HOURLY,
                new Timeline(
                        1,
                        List.of(new Entry(
                                new Layer("hourly", 1_000_001, 1, new RollupLayout(HOUR, 1), layer),
                                State.PUBLISHED,
                                1,
                                new UUID(0, 1),
                                memory.now,
                                5))));

        // When
        List<Piece> pieces =
                ReconcileScope.of(memory.world(), facts, DAY, memory.now).pieces();

        // Then
        assertThat(pieces).extracting(Piece::generation).containsExactly(1, 1_000_001, 1);
        assertThat(pieces)
                .extracting(Piece::starts)
                .containsExactly(
                        new TimeInterval(FROM, FROM + 6 * HOUR),
                        layer,
                        new TimeInterval(FROM + 12 * HOUR, FROM + 24 * HOUR));
        assertThat(pieces).extracting(Piece::lookupsAsOf).containsExactly(-1L, 5L, -1L);
        assertThat(pieces.get(0).counts())
                .as("goes on counting what a layer hides")
                .isEqualTo(TimeInterval.ALWAYS);
    }

    @Test
    void shouldChooseTheSameWindowsBySeed() {
        // Given
        ReconcileScope all = ReconcileScope.of(memory.world(), facts, DAY, memory.now);

        // When
        List<Piece> sample = all.sample(5, 42, facts).pieces();

        // Then
        assertThat(sample).hasSize(5).isEqualTo(all.sample(5, 42, facts).pieces());
        assertThat(sample).allSatisfy(piece -> {
            assertThat(piece.starts().until() - piece.starts().from()).isEqualTo(HOUR);
            assertThat((piece.starts().from() - FROM) % HOUR).isZero();
        });
        assertThat(all.sample(24, 42, facts).pieces()).isEqualTo(all.pieces());
    }

    @Test
    void shouldLeaveOutWindowsWhoseEventsMayHaveExpired() {
        // Given
        Request request = WorldInMemory.request("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "hourly", "visits");

        // When
        ReconcileScope scope = ReconcileScope.of(memory.world(), daysOld(90), request, memory.now);

        // Then: of windows those that begin then, of sessions whole cells
        assertThat(scope.pieces())
                .extracting(Piece::rollup, Piece::starts)
                .containsExactly(
                        tuple("hourly", interval("2026-02-08T15:00:00Z", "2026-03-01T00:00:00Z")),
                        tuple("visits", interval("2026-02-09T00:00:00Z", "2026-03-01T00:00:00Z")));
        assertThat(scope.notes())
                .hasSize(2)
                .first()
                .asString()
                .contains("Windows of hourly before 2026-02-08T14:34:56Z are left out", "retention.archive");
    }

    @Test
    void shouldRefuseWhatHasExpiredAltogether() {
        // Given
        Facts old = daysOld(90);
        Request request = WorldInMemory.request("2026-02-01T00:00:00Z", "2026-02-08T15:00:00Z", "hourly");

        // Then
        assertThatThrownBy(() -> ReconcileScope.of(memory.world(), old, request, memory.now))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("before 2026-02-08T14:34:56Z are left out");
    }

    @Test
    void shouldFindNothingWrongWhileRollupsAreTooYoungToCompare() throws Exception {
        // Given: a rollup that came within the hour that is not over
        Facts young = completeFrom("2026-03-10T12:10:00Z");
        Request request = WorldInMemory.request("2026-03-03T00:00:00Z", "2026-03-10T13:00:00Z", "hourly");

        // When
        Report report = new Reconcile(
                        memory.world(),
                        young,
                        memory.diary(Run.Kind.RECONCILE, new UUID(0x1000, 1)),
                        Duration.ofMinutes(1))
                .run(ReconcileScope.of(memory.world(), young, request, memory.now));

        // Then
        assertThat(report.equal()).isZero();
        assertThat(report.different()).isZero();
        assertThat(report.notes()).singleElement().asString().contains("before 2026-03-10T13:00:00Z are left out");
        assertThat(memory.compared).isEmpty();
    }
}
