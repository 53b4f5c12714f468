package io.millrace.batch.live;

import io.millrace.batch.run.Timelines;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.Timeline;
import java.util.List;

/** Timelines in Cassandra. */
record CassandraTimelines(TimelineTable table) implements Timelines {
    @Override
    public Timeline read(TimelineTable.Key key) {
        return table.readSerial(key);
    }

    @Override
    public boolean change(TimelineTable.Key key, Timeline former, List<Entry> entries) {
        return table.change(key, former, entries);
    }
}
