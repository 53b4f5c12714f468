package io.millrace.batch.spark;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.cassandra.ArchiveTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Rows of a plan from the archive. Each task reads some partitions of the archive and adds their events to partial rows in memory; these are sorted by row, so that a task
 * then puts one row together after the other. Memory is bounded whatever the interval and however large a group.
 */
public final class RecomputeJob {
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
        List<Long> sums = sorted(computed(plan, carrier))
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
        List<String> lines = sorted(computed(plan, carrier))
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

    private JavaPairRDD<byte[], byte[]> computed(WorkPlan plan, Broadcast<PlanCarrier> carrier) {
        BoundPlan bound = carrier.value().plan();
        if (bound.copiesShareTheirTime()) {
            return archive(bound)
                    .mapPartitionsToPair(new ReadEvents(carrier, tables, events, copies, unusable, leftOut));
        }
        return byId(plan, carrier).mapPartitionsToPair(new CountCopies(carrier, events, copies, unusable, leftOut));
    }

    /** Partitions of the archive, bucket and shard, with the events of all targets. */
    private JavaRDD<long[]> archive(BoundPlan plan) {
        List<long[]> partitions = partitionsOf(plan);
        return spark.parallelize(partitions, tasks(partitions.size()));
    }

    /** A copy may be at any time: all of the pipeline is read, and brought together by id. */
    private JavaPairRDD<byte[], byte[]> byId(WorkPlan plan, Broadcast<PlanCarrier> carrier) {
        List<long[]> all = new ArrayList<>();
        tables.partitions(plan.tenant(), plan.pipeline())
                .forEach(partition -> all.add(new long[] {partition.bucket(), partition.shard()}));
        all.sort(Comparator.<long[]>comparingLong(partition -> partition[0])
                .thenComparingLong(partition -> partition[1]));
        return spark.parallelize(all, tasks(all.size()))
                .mapPartitionsToPair(new ReadCopies(carrier, tables))
                .repartitionAndSortWithinPartitions(new IdPartitioner(parallelism), new KeyOrder());
    }

    /** The partitions of the archive that hold the events of all targets: neighbours in time follow each other. */
    private static List<long[]> partitionsOf(BoundPlan plan) {
        TreeSet<Long> buckets = new TreeSet<>();
        for (BoundPlan.BoundTarget target : plan.targets()) {
            if (!target.events().isEmpty()) {
                long last = ArchiveTable.bucketOf(target.events().until() - 1);
                for (long bucket = ArchiveTable.bucketOf(target.events().from()); bucket <= last; bucket++) {
                    buckets.add(bucket);
                }
            }
        }
        List<long[]> partitions = new ArrayList<>();
        for (int shard = 0; shard < plan.work().partitions(); shard++) {
            for (long bucket : buckets) {
                partitions.add(new long[] {bucket, shard});
            }
        }
        return partitions;
    }

    private JavaPairRDD<byte[], byte[]> sorted(JavaPairRDD<byte[], byte[]> rows) {
        return rows.repartitionAndSortWithinPartitions(new ScopePartitioner(parallelism), new KeyOrder());
    }

    /** Enough that progress is seen and a slow one holds up little, and no more than there is to read. */
    private int tasks(int pieces) {
        return Math.max(1, Math.min(pieces, 8 * parallelism));
    }
}
