package io.millrace.batch.run;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A world in memory, and recomputes of it. */
abstract class RecomputeScenario {
    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final TimelineTable.Key HOURLY = new TimelineTable.Key("acme", "shop", "hourly");
    static final TimelineTable.Key SLIDING = new TimelineTable.Key("acme", "shop", "sliding");
    static final TimelineTable.Key VISITS = new TimelineTable.Key("acme", "shop", "visits");
    static final int FIRST = 1_000_001;

    final WorldInMemory memory = new WorldInMemory();
    final Facts facts = WorldInMemory.facts();
    int runs;

    final Recompute recompute() {
        return new Recompute(
                memory.world(), facts, memory.diary(Run.Kind.RECOMPUTE, new UUID(0x1000, ++runs)), PATIENCE);
    }

    final List<Assignment> assignments(String from, String until, String... rollups) {
        return Recompute.assignments(facts, WorldInMemory.request(from, until, rollups), 7, memory.now);
    }

    final List<Assignment> aDay() {
        return assignments("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "hourly");
    }
}
