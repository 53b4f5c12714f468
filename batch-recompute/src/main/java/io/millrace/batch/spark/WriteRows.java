package io.millrace.batch.spark;

import io.millrace.batch.compute.MergedRow;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.compute.SortKey;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;
import io.millrace.model.rollup.RowPacker;
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

    /** Where rows go that are kept for as long. */
    private record Output(Tables.Sink sink, RowPacker packer) {
        static Output of(Tables.Sink sink) {
            return new Output(sink, new RowPacker(sink::write));
        }

        void finish() {
            packer.finish();
            sink.finish();
        }
    }

    @Override
    public Iterator<Long> call(Iterator<Tuple2<byte[], byte[]>> sorted) {
        BoundPlan plan = carrier.value().plan();
        Map<Integer, Output> outputs = new HashMap<>();
        RowMerge merged =
                RowMerge.ofEvents(new Pairs(sorted), plan.targets(), plan.work().partitions());
        long rows = 0;
        long events = 0;
        while (merged.hasNext()) {
            MergedRow row = merged.next();
            Destination destination = destinations.get(row.target());
            Output output =
                    outputs.computeIfAbsent(destination.ttlSeconds(), seconds -> Output.of(tables.sink(seconds)));
            RollupRow.Partition partition = partition(row, plan, destination);
            // What one group came to in a partition is stored as one, if it comes together. Its measures are left out
            // there.
            if (SortKey.endsWithStart(row.key()) && RowPack.mayBeIn(partition)) {
                output.packer().add(stored(row, partition, RollupRow.NO_MEASURES, destination.revision()));
            } else {
                output.sink().write(stored(row, partition, measures(row, plan), destination.revision()));
            }
            rows++;
            written.add(1);
            events += row.state().events();
        }
        outputs.values().forEach(Output::finish);
        return List.of(rows, events).iterator();
    }

    private static String measures(MergedRow row, BoundPlan plan) {
        return plan.targets().get(row.target()).plan().measuresJson(row.state());
    }

    private static RollupRow.Partition partition(MergedRow row, BoundPlan plan, Destination to) {
        RollupLayout layout = to.layout();
        return new RollupRow.Partition(
                plan.work().tenant(),
                plan.work().pipeline(),
                plan.targets().get(row.target()).target().rollup(),
                to.generation(),
                layout.bucketOf(row.start()),
                layout.shardOf(row.group()));
    }

    private static RollupRow stored(MergedRow row, RollupRow.Partition partition, String measures, long revision) {
        ByteWriter state = new ByteWriter();
        row.state().write(state);
        return new RollupRow(
                new RollupRow.Key(partition, row.group(), row.start(), row.part()),
                row.end(),
                row.state().events(),
                measures,
                state.toByteArray(),
                revision);
    }
}
