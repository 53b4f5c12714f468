package io.millrace.query.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.value.Value;
import io.millrace.model.window.TimeInterval;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.RollupPage;
import io.millrace.query.read.RollupReader;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A session whose events are stored by several generations. */
class SessionsOfGenerationsTest {
    private static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 2);

    @Test
    void shouldAnswerASessionAsOneThatGoesOverToAGenerationOfTheSameMeaning() {
        // Given: a day of it was recomputed, and its last cell by a definition that means something else
        long cell = Duration.ofMinutes(48).toMillis();
        ActivePipeline sessions = sessions(
                List.of(sessionsBy("province", ""), sessionsBy("province", "where: \"device != 'x'\"")),
                List.of(
                        layer(Layer.FIRST_GENERATION, 1, cell, 3 * cell),
                        layer(Layer.FIRST_GENERATION + 1, 2, 2 * cell, 3 * cell)));
        // The first generation serves twice: before and behind what was recomputed.
        List<ActiveRollup> generations = sessions.generations("speeds");
        GroupKey group = Gpon.group(generations.get(0), List.of(new Value.Text("one")));
        List<RollupRow> rows = new ArrayList<>();
        for (ActiveRollup generation : generations.subList(0, 3)) {
            for (int index = 0; index < 4; index++) {
                // Each reaches a gap over the end of its cell.
                rows.add(Gpon.row(
                        generation,
                        index * cell + 1,
                        (index + 1) * cell + 60_000,
                        group,
                        0,
                        1 + generation.generation()));
            }
        }
        // When
        List<String> answered = answered(sessions, rows, 0, 5 * cell);
        // Then: of the generation below nothing is read where others serve, and what means something else is apart
        assertThat(answered)
                .containsExactly(
                        "1.." + (2 * cell + 60_000) + ":" + (2 + 1_000_002) + " of [1, 1000001]",
                        (2 * cell + 1) + ".." + (3 * cell + 60_000) + ":1000003 of [1000002]",
                        (3 * cell + 1) + ".." + (4 * cell + 60_000) + ":2 of [1]");
        assertThat(answered(sessions, rows, cell, 2 * cell))
                .as("one that began before")
                .isEmpty();
    }

    private static String sessionsBy(String dimension, String filter) {
        return Gpon.speeds(dimension, "type: session, gap: 1m") + filter;
    }

    private static ActivePipeline sessions(List<String> versions, List<Layer> layers) {
        List<PipelineRecord.Version> all = new ArrayList<>();
        versions.forEach(
                source -> all.add(new PipelineRecord.Version(all.size() + 1, source, source, 1, Instant.EPOCH)));
        return ActivePipeline.of(
                        new PipelineRecord(
                                Gpon.TENANT,
                                Gpon.PIPELINE,
                                all,
                                List.of(PipelineRecord.Generation.first("speeds", LAYOUT, Instant.EPOCH))),
                        0,
                        DefinitionReader::read)
                .under("speeds", layers, DefinitionReader::read);
    }

    /** All pages. */
    private static List<String> answered(ActivePipeline pipeline, List<RollupRow> rows, long from, long to) {
        RollupReader reader =
                new RollupReader(new StoredRows(rows), ReadLimits.DEFAULT, (slices, scanned, answered) -> {});
        List<String> answered = new ArrayList<>();
        Optional<RollupQuery> next = Optional.of(RollupParameters.parse(
                pipeline,
                "speeds",
                Map.of(
                        "from", List.of(Instant.ofEpochMilli(from).toString()),
                        "to", List.of(Instant.ofEpochMilli(to).toString()),
                        "limit", List.of("1"))));
        while (next.isPresent()) {
            RollupQuery query = next.get();
            RollupPage page = reader.read(query, Long.MAX_VALUE);
            page.rows()
                    .forEach(row -> answered.add(row.windowStart() + ".." + row.windowEnd() + ":"
                            + row.merged(query.rollup().plan()).events() + " of " + query.generations()));
            next = page.next().map(query::at);
        }
        return answered;
    }

    private static Layer layer(int generation, int version, long from, long until) {
        return new Layer("speeds", generation, version, LAYOUT, new TimeInterval(from, until));
    }
}
