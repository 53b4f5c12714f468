package io.millrace.batch.spark;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.PartialIterator;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** From slices of the archive to partial rows. All copies of an event are in one. */
final class ReadEvents implements PairFlatMapFunction<Iterator<long[]>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    /** Heap that the partial rows of a task may take. */
    static final long ROW_BYTES = 48L << 20;

    private final Broadcast<PlanCarrier> carrier;
    private final Tables tables;
    private final ArrayList<Destination> destinations;
    private final LongAccumulator events;
    private final LongAccumulator copies;
    private final LongAccumulator unusable;
    private final LongAccumulator leftOut;

    /**
     * @param destinations of the rows, which are sorted as they are stored there; none = they are sorted by window
     */
    ReadEvents(
            Broadcast<PlanCarrier> carrier,
            Tables tables,
            List<Destination> destinations,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        this.carrier = carrier;
        this.tables = tables;
        this.destinations = new ArrayList<>(destinations);
        this.events = events;
        this.copies = copies;
        this.unusable = unusable;
        this.leftOut = leftOut;
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<long[]> slices) {
        BoundPlan plan = carrier.value().plan();
        Iterator<ArchivedEvent> archived = events(slices, tables, plan);
        return partials(archived, plan, destinations, new EventTally(), events, copies, unusable, leftOut);
    }

    static Iterator<ArchivedEvent> events(Iterator<long[]> slices, Tables tables, BoundPlan plan) {
        return new Chained<>(slices, numbers -> {
            ArchiveSlice slice = ArchiveSlice.of(numbers);
            return tables.events(
                    slice.partition(plan.work().tenant(), plan.work().pipeline()), slice.from(), slice.until());
        });
    }

    static Iterator<Tuple2<byte[], byte[]>> partials(
            Iterator<ArchivedEvent> archived,
            BoundPlan plan,
            List<Destination> destinations,
            EventTally tally,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        PartialIterator partials = new PartialIterator(
                archived, plan, destinations.stream().map(Destination::layout).toList(), ROW_BYTES, tally);
        return new Told(partials, tally, events, copies, unusable, leftOut);
    }
}
