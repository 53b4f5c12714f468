package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.Timeline;
import java.util.List;
import java.util.function.Function;

/** A change of a timeline that is decided anew as often as someone else was faster. */
final class TimelineChange {
    private static final int TRIES = 50;

    private TimelineChange() {}

    /**
     * @param decide from the timeline as it is to the entries that are put; none = there is nothing to do
     * @return what was put
     */
    static List<Entry> make(Timelines timelines, TimelineTable.Key key, Function<Timeline, List<Entry>> decide) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Timeline former = timelines.read(key);
            List<Entry> entries = decide.apply(former);
            if (entries.isEmpty() || isMade(timelines, key, former, entries)) {
                return entries;
            }
        }
        throw new RefusedException(
                "The timeline of " + key.pipeline() + "/" + key.rollup() + " was changed by others " + TRIES
                        + " times in a row.",
                "Run the same again when fewer runs work on this rollup.");
    }

    /** Others put the same entries only where they withdraw what is withdrawn here. */
    private static boolean isMade(Timelines timelines, TimelineTable.Key key, Timeline former, List<Entry> entries) {
        try {
            return timelines.change(key, former, entries);
        } catch (UncertainChangeException uncertain) {
            Timeline now = timelines.read(key);
            return now.revision() > former.revision() && now.entries().containsAll(entries);
        }
    }
}
