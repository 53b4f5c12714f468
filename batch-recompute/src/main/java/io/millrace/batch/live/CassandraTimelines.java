package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.millrace.batch.run.Timelines;
import io.millrace.batch.run.UncertainChangeException;
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
        try {
            return table.change(key, former, entries);
        } catch (QueryValidationException refused) {
            throw refused;
        } catch (DriverException failure) {
            // What timed out may have been made, or may be when somebody reads.
            throw new UncertainChangeException(failure);
        }
    }
}
