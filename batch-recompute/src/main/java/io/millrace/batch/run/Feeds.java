package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import java.util.Map;
import java.util.Set;

/** The recomputed generations that the stream counts events into. */
public interface Feeds {
    /** Has the stream feed a generation from now on; once more changes nothing. */
    void announce(TimelineTable.Key key, Entry entry);

    /** Has it stop; one that is not fed is none. */
    void remove(TimelineTable.Key key, int generation);

    /** The generations of a rollup that were fed a moment ago. */
    Set<Integer> fed(TimelineTable.Key key);

    /**
     * From where on the stream feeds a generation, as far as it has said.
     *
     * @return offsets by events partition: what lies below is not fed, all else is
     */
    Map<Integer, Long> cuts(TimelineTable.Key key, int generation);
}
