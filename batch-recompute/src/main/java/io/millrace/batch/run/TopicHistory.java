package io.millrace.batch.run;

import java.util.List;
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
     * Archives what there is now of all that some windows may count.
     *
     * @return from when on the archive is whole, as {@link Imports.Imported#wholeFrom} says it
     */
    public long archive(List<Assignment> windows) {
        if (!world.offsets().hasEvents(facts.tenant())) {
            throw Recompute.noEvents(facts);
        }
        tell(0);
        long first = windows.stream()
                .mapToLong(assignment -> assignment.starts().from())
                .min()
                .orElseThrow();
        Imports.Imported imported = world.imports()
                .fromTopic(
                        facts,
                        ArchiveFloor.firstWrite(facts.record(), first),
                        world.offsets().ends(facts.tenant()),
                        this::tell);
        tell(imported.events());
        return imported.wholeFrom();
    }

    private void tell(long events) {
        diary.compute(String.format(Locale.ROOT, "archives what the topic of events has: %,d events", events));
    }
}
