package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;

/**
 * What a measure knows of a set of events. For any split of the events, any order and any tree of merges, {@link #write} gives the same
 * bytes and {@link #finish} the same bits: that is what lets two engines agree. Mutable, not thread-safe.
 *
 * <p>After Druid's aggregator contract: the same add, combine and finish in ingestion and in batch.
 */
public interface Accumulator {
    /** Takes in one event; one without a value for the measure's field changes nothing. */
    void add(Event event);

    /** Takes in all that another accumulator of the same measure has seen. */
    void merge(Accumulator other);

    /** Takes in what {@link #write} wrote for an accumulator of the same measure, leaving the reader behind it. */
    void mergeFrom(ByteReader in);

    /** Appends the canonical form: equal knowledge, equal bytes. Says itself where it ends. */
    void write(ByteWriter out);

    /** Heap taken, roughly. Cheap to ask. */
    long bytes();

    /** The result; {@link Value#MISSING} if nothing was seen. Changes nothing. */
    Value finish();
}
