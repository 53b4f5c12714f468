package io.millrace.batch.spark;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.Keyed;
import java.util.Iterator;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** Partial rows as Spark has pairs; tells of the events they were made from while they are taken. */
final class Told implements Iterator<Tuple2<byte[], byte[]>> {
    private final Iterator<Keyed> partials;
    private final EventTally tally;
    private final LongAccumulator events;
    private final LongAccumulator copies;
    private final LongAccumulator unusable;
    private final LongAccumulator leftOut;
    private long toldEvents;
    private long toldCopies;
    private long toldUnusable;
    private long toldLeftOut;

    Told(
            Iterator<Keyed> partials,
            EventTally tally,
            LongAccumulator events,
            LongAccumulator copies,
            LongAccumulator unusable,
            LongAccumulator leftOut) {
        this.partials = partials;
        this.tally = tally;
        this.events = events;
        this.copies = copies;
        this.unusable = unusable;
        this.leftOut = leftOut;
    }

    @Override
    public boolean hasNext() {
        boolean more = partials.hasNext();
        events.add(tally.read() - toldEvents);
        copies.add(tally.copies() - toldCopies);
        unusable.add(tally.unusable() - toldUnusable);
        leftOut.add(tally.leftOut() - toldLeftOut);
        toldEvents = tally.read();
        toldCopies = tally.copies();
        toldUnusable = tally.unusable();
        toldLeftOut = tally.leftOut();
        return more;
    }

    @Override
    public Tuple2<byte[], byte[]> next() {
        Keyed next = partials.next();
        return new Tuple2<>(next.key(), next.value());
    }
}
