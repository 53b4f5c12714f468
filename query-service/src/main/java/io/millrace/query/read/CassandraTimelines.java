package io.millrace.query.read;

import io.millrace.cassandra.TimelineTable;
import io.millrace.model.rollup.Layer;
import java.util.List;

/** Timelines from Cassandra. */
public final class CassandraTimelines implements TimelineSource {
    private final TimelineTable table;

    public CassandraTimelines(TimelineTable table) {
        this.table = table;
    }

    @Override
    public List<Layer> layers(String tenant, String pipeline, String rollup) {
        try {
            return table.read(new TimelineTable.Key(tenant, pipeline, rollup)).layers();
        } catch (RuntimeException failure) {
            Throwable cause = CassandraRows.judged(failure);
            throw cause instanceof RuntimeException judged ? judged : failure;
        }
    }
}
