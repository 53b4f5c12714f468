package io.millrace.batch.spark;

import io.millrace.batch.compute.MergedRow;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** From sorted partial rows to rows in Cassandra. Says how many those were, and how many events they count. */
final class WriteRows implements FlatMapFunction<Iterator<Tuple2<byte[], byte[]>>, Long> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<PlanCarrier> carrier;
    private final Tables tables;
    private final ArrayList<Destination> destinations;
    private final LongAccumulator written;

    WriteRows(Broadcast<PlanCarrier> carrier, Tables tables, List<Destination> destinations, LongAccumulator written) {
        this.carrier = carrier;
        this.tables = tables;
        this.destinations = new ArrayList<>(destinations);
        this.written = written;
    }

    @Override
    public Iterator<Long> call(Iterator<Tuple2<byte[], byte[]>> sorted) {
        BoundPlan plan = carrier.value().plan();
        Map<Integer, Tables.Sink> writers = new HashMap<>();
        RowMerge merged =
                RowMerge.ofEvents(new Pairs(sorted), plan.targets(), plan.work().partitions());
        long rows = 0;
        long events = 0;
        while (merged.hasNext()) {
            MergedRow row = merged.next();
            Destination destination = destinations.get(row.target());
            writers.computeIfAbsent(destination.ttlSeconds(), tables::sink).write(stored(row, plan, destination));
            rows++;
            written.add(1);
            events += row.state().events();
        }
        writers.values().forEach(Tables.Sink::finish);
        return List.of(rows, events).iterator();
    }

    private static RollupRow stored(MergedRow row, BoundPlan plan, Destination to) {
        BoundPlan.BoundTarget target = plan.targets().get(row.target());
        RollupLayout layout = to.layout();
        ByteWriter state = new ByteWriter();
        row.state().write(state);
        RollupRow.Partition partition = new RollupRow.Partition(
                plan.work().tenant(),
                plan.work().pipeline(),
                target.target().rollup(),
                to.generation(),
                layout.bucketOf(row.start()),
                layout.shardOf(row.group()));
        return new RollupRow(
                new RollupRow.Key(partition, row.group(), row.start(), row.part()),
                row.end(),
                row.state().events(),
                target.plan().measuresJson(row.state()),
                state.toByteArray(),
                to.revision());
    }
}
