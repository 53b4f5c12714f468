package io.millrace.batch.spark;

import io.millrace.batch.compute.DifferenceText;
import io.millrace.batch.compute.RowComparison;
import io.millrace.batch.compute.RowComparison.Difference;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.plan.BoundPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Compares sorted partial rows with sorted stored ones; says what differs, a line each, then how many did and did not. */
final class CompareRows
        implements FlatMapFunction2<Iterator<Tuple2<byte[], byte[]>>, Iterator<Tuple2<byte[], byte[]>>, String> {
    private static final long serialVersionUID = 1L;

    /** Of a task: whoever looks at differences needs no thousands of them. */
    private static final int MOST_LINES = 100;

    private final Broadcast<PlanCarrier> carrier;
    private final Broadcast<PlanCarrier> servedCarrier;

    CompareRows(Broadcast<PlanCarrier> carrier, Broadcast<PlanCarrier> servedCarrier) {
        this.carrier = carrier;
        this.servedCarrier = servedCarrier;
    }

    @Override
    public Iterator<String> call(Iterator<Tuple2<byte[], byte[]>> computed, Iterator<Tuple2<byte[], byte[]>> stored) {
        BoundPlan plan = carrier.value().plan();
        BoundPlan served = servedCarrier.value().plan();
        int partitions = plan.work().partitions();
        Undecided undecided = new Undecided(RowMerge.ofEvents(new Pairs(computed), plan.targets(), partitions), plan);
        RowComparison comparison =
                new RowComparison(undecided, RowMerge.ofStored(new Pairs(stored), served.targets(), partitions));
        List<String> lines = new ArrayList<>();
        long different = 0;
        Optional<Difference> next = comparison.next();
        while (next.isPresent()) {
            different++;
            if (lines.size() < MOST_LINES) {
                int target = next.get().any().target();
                lines.add(DifferenceText.json(
                        next.get(),
                        plan.targets().get(target),
                        served.targets().get(target).plan()));
            }
            next = comparison.next();
        }
        lines.add(Comparison.counts(comparison.equal(), different, undecided.count()));
        return lines.iterator();
    }
}
