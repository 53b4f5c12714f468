package io.millrace.batch.spark;

import io.millrace.batch.compute.EventBytes;
import io.millrace.batch.compute.Keyed;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** From slices of the archive to events by id and offset. */
final class ReadCopies implements PairFlatMapFunction<Iterator<long[]>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<PlanCarrier> carrier;
    private final Tables tables;

    ReadCopies(Broadcast<PlanCarrier> carrier, Tables tables) {
        this.carrier = carrier;
        this.tables = tables;
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<long[]> slices) {
        BoundPlan plan = carrier.value().plan();
        Iterator<ArchivedEvent> events = ReadEvents.events(slices, tables, plan);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public Tuple2<byte[], byte[]> next() {
                Keyed event = EventBytes.write(events.next());
                return new Tuple2<>(event.key(), event.value());
            }
        };
    }
}
