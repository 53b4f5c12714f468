package io.millrace.batch.spark;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.WorkPlan;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.util.LongAccumulator;
import scala.math.Ordering;
import scala.reflect.ClassTag;

/**
 * Rows of a plan from the archive. Each task reads a time of the archive and adds its events to partial rows in memory; these are sorted by row, so that a task
 * then puts one row together after the other. Memory is bounded whatever the interval and however large a group.
 */
public final class RecomputeJob {
    /** Short intervals are cut in so many times the parallelism, so that no core waits long for the last one. */
    private static final int TIMES = 2;

    private static final ClassTag<byte[]> BYTES = ClassTag.apply(byte[].class);

    private final JavaSparkContext spark;
    private final Tables tables;
    private final int parallelism;
    private final LongAccumulator events;
    private final LongAccumulator copies;
    private final LongAccumulator unusable;
    private final LongAccumulator leftOut;
    private final LongAccumulator rows;

    /**
     * @param parallelism tasks of a step, at the most a few times the cores
     */
    public RecomputeJob(JavaSparkContext spark, Tables tables, int parallelism) {
        this.spark = spark;
        this.tables = tables;
        this.parallelism = parallelism;
        events = spark.sc().longAccumulator("events read");
        copies = spark.sc().longAccumulator("copies");
        unusable = spark.sc().longAccumulator("unusable events");
        leftOut = spark.sc().longAccumulator("events left out of a rollup");
        rows = spark.sc().longAccumulator("rows written");
    }

    /**
     * What came of writing rows.
     *
     * @param events that they count, in all
     * @param leftOut how often a rollup left out an event, since it can't evaluate it; more if tasks were run again
     */
    public record Written(long rows, long events, long leftOut) {
        public Written plus(Written other) {
            return new Written(rows + other.rows, events + other.events, leftOut + other.leftOut);
        }
    }

    /** Archived events read so far; more than there are if tasks were run again. */
    public long eventsRead() {
        return events.value();
    }

    /** Rows written so far; more than there are if tasks were run again. */
    public long rowsWritten() {
        return rows.value();
    }

    public long copies() {
        return copies.value();
    }

    public long unusable() {
        return unusable.value();
    }

    /**
     * Computes rows and writes them.
     *
     * @param destinations where those of each target go, by its index
     */
    public Written write(WorkPlan plan, List<Destination> destinations) {
        Broadcast<PlanCarrier> carrier = spark.broadcast(new PlanCarrier(plan));
        long leftOutBefore = leftOut.value();
        List<Long> sums = sorted(computed(plan, carrier, destinations))
                .mapPartitions(new WriteRows(carrier, tables, destinations, rows))
                .collect();
        long stored = 0;
        long counted = 0;
        for (int index = 0; index < sums.size(); index += 2) {
            stored += sums.get(index);
            counted += sums.get(index + 1);
        }
        return new Written(stored, counted, leftOut.value() - leftOutBefore);
    }

    /**
     * Computes rows and compares them with stored ones.
     *
     * @param served what the stored rows mean: as many targets, of the same windows
     * @param slices where they stand
     */
    public Comparison compare(WorkPlan plan, WorkPlan served, List<Slice> slices) {
        Broadcast<PlanCarrier> carrier = spark.broadcast(new PlanCarrier(plan));
        Broadcast<PlanCarrier> servedCarrier = spark.broadcast(new PlanCarrier(served));
        JavaPairRDD<byte[], byte[]> stored = spark.parallelize(
                        IntStream.range(0, slices.size()).boxed().toList(), tasks(slices.size()))
                .mapPartitionsToPair(new ReadStored(servedCarrier, tables, slices));
        List<String> lines = sorted(computed(plan, carrier, List.of()))
                .zipPartitions(sorted(stored), new CompareRows(carrier, servedCarrier))
                .collect();
        return Comparison.read(lines);
    }

    /**
     * Finds the events that some rows count.
     *
     * @param rows each of a window of its target
     * @param most events of a row: those with the least times
     * @return by row, in the order of their times
     */
    public List<List<CountedEvent>> events(WorkPlan plan, List<SoughtRow> rows, int most) {
        Broadcast<PlanCarrier> carrier = spark.broadcast(new PlanCarrier(plan));
        BoundPlan bound = carrier.value().plan();
        JavaPairRDD<byte[], byte[]> archived = bound.copiesShareTheirTime()
                ? archive(bound).mapPartitionsToPair(new ReadCopies(carrier, tables))
                : byId(plan, carrier);
        List<String> lines =
                archived.mapPartitions(new FindEvents(carrier, rows, most)).collect();
        return FindEvents.together(lines, rows.size(), most);
    }

    /**
     * The windows, panes or pieces of which some group is stored in many parts. The rest of the groups is not looked at: it always has a part for each
     * partition.
     *
     * @param slices where they stand
     * @param most parts that are not yet many
     * @return by target, the starts
     */
    public List<WindowStart> windowsOfManyParts(WorkPlan plan, List<Slice> slices, int most) {
        return spark
                .parallelize(IntStream.range(0, slices.size()).boxed().toList(), tasks(slices.size()))
                .mapPartitions(new CountParts(tables, plan.tenant(), plan.pipeline(), slices, most))
                .distinct()
                .collect()
                .stream()
                .map(WindowStart::read)
                .sorted()
                .toList();
    }

    private JavaPairRDD<byte[], byte[]> computed(
            WorkPlan plan, Broadcast<PlanCarrier> carrier, List<Destination> destinations) {
        BoundPlan bound = carrier.value().plan();
        if (bound.copiesShareTheirTime()) {
            return archive(bound)
                    .mapPartitionsToPair(
                            new ReadEvents(carrier, tables, destinations, events, copies, unusable, leftOut));
        }
        return byId(plan, carrier)
                .mapPartitionsToPair(new CountCopies(carrier, destinations, events, copies, unusable, leftOut));
    }

    /** The archive where it has events of the targets. */
    private JavaRDD<long[]> archive(BoundPlan plan) {
        List<ArchiveSlice> slices = ArchiveSlice.of(
                plan.targets().stream().map(BoundPlan.BoundTarget::events).toList(),
                plan.work().partitions(),
                TIMES * parallelism);
        return slices(slices, slices.size() / plan.work().partitions());
    }

    private JavaRDD<long[]> slices(List<ArchiveSlice> slices, int most) {
        return spark.parallelize(slices.stream().map(ArchiveSlice::numbers).toList(), tasks(most));
    }

    /** A copy may be at any time: all of the pipeline is read, and brought together by id. */
    private JavaPairRDD<byte[], byte[]> byId(WorkPlan plan, Broadcast<PlanCarrier> carrier) {
        List<ArchiveSlice> all = tables.partitions(plan.tenant(), plan.pipeline()).stream()
                .map(ArchiveSlice::of)
                .sorted(Comparator.comparingLong(ArchiveSlice::bucket).thenComparingInt(ArchiveSlice::shard))
                .toList();
        JavaPairRDD<byte[], byte[]> events =
                slices(all, all.size()).mapPartitionsToPair(new ReadCopies(carrier, tables));
        return shuffled(events, new IdPartitioner(parallelism));
    }

    private JavaPairRDD<byte[], byte[]> sorted(JavaPairRDD<byte[], byte[]> rows) {
        return shuffled(rows, new ScopePartitioner(parallelism));
    }

    /** Java's own serialization, which Spark would take, writes what a pair is beside every pair. */
    private JavaPairRDD<byte[], byte[]> shuffled(JavaPairRDD<byte[], byte[]> pairs, Partitioner partitioner) {
        ShuffledRDD<byte[], byte[], byte[]> sorted = new ShuffledRDD<>(pairs.rdd(), partitioner, BYTES, BYTES, BYTES)
                .setKeyOrdering(Ordering.comparatorToOrdering(new KeyOrder()))
                .setSerializer(new KryoSerializer(spark.getConf()));
        return JavaPairRDD.fromRDD(sorted, BYTES, BYTES);
    }

    /** Enough that progress is seen and a slow one holds up little, and no more than there is to read. */
    private int tasks(int pieces) {
        return Math.max(1, Math.min(pieces, 8 * parallelism));
    }
}
