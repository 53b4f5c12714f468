package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which generations serve some windows.
 *
 * @param pieces by window start; together they are all of the windows
 * @param completeFrom ms since the epoch: windows that start before it lack events that came before their rollup was there
 */
record Served(List<Piece> pieces, long completeFrom) {
    Served {
        pieces = List.copyOf(pieces);
    }

    static Served of(Facts facts, Timeline timeline, String rollup, TimeInterval starts) {
        List<Piece> pieces = new ArrayList<>();
        long completeFrom = Long.MIN_VALUE;
        for (ActiveRollup active : facts.pipeline()
                .under(rollup, timeline.layers(), DefinitionReader::read)
                .generations(rollup)) {
            TimeInterval windows = active.serves().since(starts.from()).before(starts.until());
            if (windows.isEmpty()) {
                continue;
            }
            Optional<Entry> layer = timeline.entries().stream()
                    .filter(entry -> entry.layer().generation() == active.generation())
                    .findFirst();
            pieces.add(layer.map(entry -> ofLayer(active, entry, windows))
                    .orElseGet(() -> ofDefinition(facts, active, windows)));
            if (layer.isEmpty() && active.completeFrom() > windows.from()) {
                completeFrom = Math.max(completeFrom, Math.min(complete(active), windows.until()));
            }
        }
        return new Served(pieces, completeFrom);
    }

    /** The pieces without what is not complete. */
    List<Piece> complete() {
        return pieces.stream()
                .filter(piece -> piece.generation() >= Layer.FIRST_GENERATION
                        || !piece.starts().since(completeFrom).isEmpty())
                .map(piece -> piece.generation() >= Layer.FIRST_GENERATION
                        ? piece
                        : piece.of(piece.starts().since(completeFrom)))
                .toList();
    }

    private static Piece ofLayer(ActiveRollup active, Entry entry, TimeInterval windows) {
        return new Piece(
                active.name(),
                entry.layer().version(),
                active.generation(),
                active.layout(),
                windows,
                Piece.eventsOf(active.plan().windows(), entry.layer().serves()),
                entry.lookupsAsOf());
    }

    /** Layers hide windows of a generation and take no events from it. */
    private static Piece ofDefinition(Facts facts, ActiveRollup active, TimeInterval windows) {
        Generation generation = facts.record().generations().stream()
                .filter(candidate ->
                        candidate.rollup().equals(active.name()) && candidate.generation() == active.generation())
                .findFirst()
                .orElseThrow();
        RollupPlan plan = active.plan();
        return new Piece(
                active.name(),
                generation.version(),
                active.generation(),
                active.layout(),
                windows,
                Piece.eventsOf(plan.windows(), generation.serves()),
                -1);
    }

    /** The first start of a window all of whose events are counted. */
    private static long complete(ActiveRollup active) {
        if (active.plan().windows() instanceof SessionWindows sessions) {
            return active.completeFrom() + sessions.gap();
        }
        TumblingWindows panes = active.plan().panes().orElseThrow();
        return panes.endOf(panes.startOf(active.completeFrom() - 1));
    }
}
