package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable.Entry;

/** Takes back what was published last of a rollup: readers see again what lies below it. */
public final class Rollback {
    private final World world;
    private final Facts facts;
    private final Diary diary;

    public Rollback(World world, Facts facts, Diary diary) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
    }

    /** What was taken back. */
    public Entry run(String rollup) throws InterruptedException {
        Generations generations = new Generations(world, facts);
        new DeadRuns(world, facts, generations).end();
        Entry withdrawn = generations.withdrawTop(rollup);
        diary.wait("until nobody reads generation " + withdrawn.layer().generation() + " any more");
        world.pause().of(Generations.READ_STILL);
        generations.forget(facts.key(rollup), withdrawn);
        return withdrawn;
    }
}
