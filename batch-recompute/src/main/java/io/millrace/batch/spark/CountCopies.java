package io.millrace.batch.spark;

import io.millrace.batch.compute.EventBytes;
import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.Keyed;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** From events by id and offset to partial rows. */
final class CountCopies implements PairFlatMapFunction<Iterator<Tuple2<byte[], byte[]>>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<PlanCarrier> carrier;
    private final ArrayList<Destination> destinations;
    private final LongAccumulator events;
    private final LongAccumulator copies;
    private final LongAccumulator unusable;
    private final LongAccumulator leftOut;

    /**
     * @param destinations as of {@link ReadEvents}
     */
    CountCopies(
            Broadcast<PlanCarrier> carrier,
            List<Destination> destinations,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        this.carrier = carrier;
        this.destinations = new ArrayList<>(destinations);
        this.events = events;
        this.copies = copies;
        this.unusable = unusable;
        this.leftOut = leftOut;
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<Tuple2<byte[], byte[]>> sorted) {
        BoundPlan plan = carrier.value().plan();
        return ReadEvents.partials(
                archived(sorted, plan), plan, destinations, new EventTally(), events, copies, unusable, leftOut);
    }

    /** As {@link ReadCopies} read them. */
    static Iterator<ArchivedEvent> archived(Iterator<Tuple2<byte[], byte[]>> sorted, BoundPlan plan) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return sorted.hasNext();
            }

            @Override
            public ArchivedEvent next() {
                Tuple2<byte[], byte[]> next = sorted.next();
                return EventBytes.read(
                        new Keyed(next._1(), next._2()),
                        plan.work().tenant(),
                        plan.work().pipeline());
            }
        };
    }
}
