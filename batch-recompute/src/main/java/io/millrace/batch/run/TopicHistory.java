package io.millrace.batch.run;

import java.util.Locale;

/** What the topic of events still has, archived so that a recompute finds it. */
public final class TopicHistory {
    private final World world;
    private final Facts facts;
    private final Diary diary;

    public TopicHistory(World world, Facts facts, Diary diary) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
    }

    /**
     * Archives all of it that there is now.
     *
     * @return from when on the archive is whole, as {@link Imports.Imported#wholeFrom} says it
     */
    public long archive() {
        if (!world.offsets().hasEvents(facts.tenant())) {
            throw Recompute.noEvents(facts);
        }
        tell(0);
        Imports.Imported imported =
                world.imports().fromTopic(facts, world.offsets().ends(facts.tenant()), this::tell);
        tell(imported.events());
        return imported.wholeFrom();
    }

    private void tell(long events) {
        diary.compute(String.format(Locale.ROOT, "archives what the topic of events has: %,d events", events));
    }
}
