package io.millrace.batch.spark;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.PartialIterator;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** From partitions of the archive, bucket and shard, to partial rows. All copies of an event are in one. */
final class ReadEvents implements PairFlatMapFunction<Iterator<long[]>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    /** Heap that the partial rows of a task may take. */
    static final long ROW_BYTES = 48L << 20;

    private final Broadcast<PlanCarrier> carrier;
    private final Tables tables;
    private final LongAccumulator events;
    private final LongAccumulator copies;
    private final LongAccumulator unusable;
    private final LongAccumulator leftOut;

    ReadEvents(
            Broadcast<PlanCarrier> carrier,
            Tables tables,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        this.carrier = carrier;
        this.tables = tables;
        this.events = events;
        this.copies = copies;
        this.unusable = unusable;
        this.leftOut = leftOut;
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<long[]> partitions) {
        BoundPlan plan = carrier.value().plan();
        Iterator<ArchivedEvent> archived = events(partitions, tables, plan);
        return partials(archived, plan, new EventTally(), events, copies, unusable, leftOut);
    }

    static Iterator<ArchivedEvent> events(Iterator<long[]> partitions, Tables tables, BoundPlan plan) {
        return new Chained<>(
                partitions,
                partition -> tables.events(new ArchiveTable.Partition(
                        plan.work().tenant(), plan.work().pipeline(), partition[0], (int) partition[1])));
    }

    static Iterator<Tuple2<byte[], byte[]>> partials(
            Iterator<ArchivedEvent> archived,
            BoundPlan plan,
            EventTally tally,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        PartialIterator partials = new PartialIterator(archived, plan, ROW_BYTES, tally);
        return new Told(partials, tally, events, copies, unusable, leftOut);
    }
}
