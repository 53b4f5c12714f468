package io.millrace.batch.spark;

import io.millrace.batch.compute.Keyed;
import io.millrace.batch.compute.StoredParts;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** From slices of stored rows, by their index, to partial rows. The slices travel here: Spark's fast serializer can't carry records. */
final class ReadStored implements PairFlatMapFunction<Iterator<Integer>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<PlanCarrier> served;
    private final Tables tables;
    private final ArrayList<Slice> slices;

    ReadStored(Broadcast<PlanCarrier> served, Tables tables, List<Slice> slices) {
        this.served = served;
        this.tables = tables;
        this.slices = new ArrayList<>(slices);
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<Integer> indexes) {
        BoundPlan plan = served.value().plan();
        return new Chained<Integer, Tuple2<byte[], byte[]>>(indexes, index -> {
            Slice slice = slices.get(index);
            BoundPlan.BoundTarget target = plan.targets().get(slice.target());
            Iterator<RollupRow> rows = tables.rows(
                    slice.partition(plan.work().tenant(), plan.work().pipeline()), slice.from(), slice.until());
            return new Iterator<Tuple2<byte[], byte[]>>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public Tuple2<byte[], byte[]> next() {
                    Keyed part =
                            StoredParts.keyed(target, rows.next(), plan.work().partitions());
                    return new Tuple2<>(part.key(), part.value());
                }
            };
        });
    }
}
