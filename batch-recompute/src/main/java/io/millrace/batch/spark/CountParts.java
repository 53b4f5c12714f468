package io.millrace.batch.spark;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/** From slices of stored rows, by their index, to the windows of which some group is stored in many parts; a line each. */
final class CountParts implements FlatMapFunction<Iterator<Integer>, String> {
    private static final long serialVersionUID = 1L;

    private final Tables tables;
    private final String tenant;
    private final String pipeline;
    private final ArrayList<Slice> slices;
    private final int most;

    CountParts(Tables tables, String tenant, String pipeline, List<Slice> slices, int most) {
        this.tables = tables;
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.slices = new ArrayList<>(slices);
        this.most = most;
    }

    @Override
    public Iterator<String> call(Iterator<Integer> indexes) {
        Set<String> found = new LinkedHashSet<>();
        while (indexes.hasNext()) {
            Slice slice = slices.get(indexes.next());
            count(slice, tables.rows(slice.partition(tenant, pipeline), slice.from(), slice.until()), found);
        }
        return found.iterator();
    }

    /** Parts of one row follow each other, and so do pieces of sessions that overlap. A bucket has whole cells of sessions, and one as a rule. */
    private void count(Slice slice, Iterator<RollupRow> rows, Set<String> found) {
        @Nullable GroupKey group = null;
        long end = Long.MIN_VALUE;
        int parts = 0;
        while (rows.hasNext()) {
            RollupRow row = rows.next();
            boolean same = row.key().group().equals(group) && row.key().windowStart() < end;
            parts = same ? parts + 1 : 1;
            end = same ? Math.max(end, row.windowEnd()) : row.windowEnd();
            group = row.key().group();
            if (parts > most && !row.key().group().isOther()) {
                found.add(WindowStart.line(slice.target(), row.key().windowStart()));
            }
        }
    }
}
