package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.Timeline;
import java.util.List;

/** The timelines of rollups. */
public interface Timelines {
    /** As it is now, with every change that was made before; one that was begun before is made or never is. */
    Timeline read(TimelineTable.Key key);

    /**
     * Puts entries, in the place of those of their generations, all or none.
     *
     * @return false if the timeline is no more what it was; nothing is put then
     * @throws UncertainChangeException if it can't be said which of the two
     */
    boolean change(TimelineTable.Key key, Timeline former, List<Entry> entries);
}
