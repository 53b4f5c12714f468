package io.millrace.batch.spark;

import io.millrace.batch.compute.DifferenceText;
import io.millrace.batch.compute.LimitedComparison;
import io.millrace.batch.compute.MergedRow;
import io.millrace.batch.compute.RowComparison;
import io.millrace.batch.compute.RowComparison.Difference;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.compute.SortKey;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.window.TumblingWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Compares sorted partial rows with sorted stored ones; says what differs, a line each, then how many did and did not. */
final class CompareRows
        implements FlatMapFunction2<Iterator<Tuple2<byte[], byte[]>>, Iterator<Tuple2<byte[], byte[]>>, String> {
    private static final long serialVersionUID = 1L;

    /** Of a task: whoever looks at differences needs no thousands of them. */
    private static final int MOST_LINES = 1_000;

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
        RowComparison comparison = new RowComparison(
                RowMerge.ofEvents(new Pairs(computed), plan.targets(), partitions),
                RowMerge.ofStored(new Pairs(stored), served.targets(), partitions));
        LimitedComparison differences = new LimitedComparison(comparison, plan.targets(), served.targets(), partitions);
        List<String> lines = new ArrayList<>();
        Map<Integer, Long> different = new HashMap<>();
        long missing = 0;
        long unfounded = 0;
        Optional<Difference> next = differences.next();
        while (next.isPresent()) {
            Difference difference = next.get();
            different.merge(difference.any().target(), 1L, Long::sum);
            missing += difference.served().isEmpty() ? 1 : 0;
            unfounded += difference.computed().isEmpty() ? 1 : 0;
            if (lines.size() < MOST_LINES) {
                lines.add(line(difference, plan, served));
            }
            next = differences.next();
        }
        plan.targets().stream()
                .map(BoundPlan.BoundTarget::index)
                .forEach(target -> lines.add(
                        Comparison.counts(target, comparison.equal(target), different.getOrDefault(target, 0L))));
        lines.add(Comparison.counts(missing, unfounded, differences.regrouped()));
        return lines.iterator();
    }

    private static String line(Difference difference, BoundPlan plan, BoundPlan served) {
        MergedRow any = difference.any();
        BoundPlan.BoundTarget target = plan.targets().get(any.target());
        TumblingWindows cells = target.plan().windows().cells();
        String json = DifferenceText.json(
                difference, target, served.targets().get(any.target()).plan());
        return new Comparison.Difference(
                        any.target(),
                        any.start(),
                        Math.min(any.end(), cells.endOf(cells.startOf(any.start()))),
                        any.group(),
                        fingerprint(SortKey.row(any.key())),
                        difference.computed().map(CompareRows::content).orElse("none"),
                        json)
                .line();
    }

    private static String content(MergedRow row) {
        ByteWriter bytes = new ByteWriter();
        bytes.writeVarLong(row.end());
        row.state().write(bytes);
        return fingerprint(bytes.toByteArray());
    }

    private static String fingerprint(byte[] bytes) {
        return Long.toHexString(new GroupKey(bytes).hash());
    }
}
