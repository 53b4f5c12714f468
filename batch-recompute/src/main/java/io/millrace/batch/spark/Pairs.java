package io.millrace.batch.spark;

import io.millrace.batch.compute.Keyed;
import java.util.Iterator;
import scala.Tuple2;

/** Spark's pairs as what they are. */
record Pairs(Iterator<Tuple2<byte[], byte[]>> pairs) implements Iterator<Keyed> {
    @Override
    public boolean hasNext() {
        return pairs.hasNext();
    }

    @Override
    public Keyed next() {
        Tuple2<byte[], byte[]> next = pairs.next();
        return new Keyed(next._1(), next._2());
    }
}
