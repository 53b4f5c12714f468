package io.millrace.batch.run;

import java.util.function.LongConsumer;

/** Brings events into the archive that it does not have. */
public interface Imports {
    /**
     * What was brought.
     *
     * @param events of the pipeline
     * @param wholeFrom ms since the epoch: every event that was appended from then on is in the archive now; {@link Long#MIN_VALUE} = every one that ever was
     */
    record Imported(long events, long wholeFrom) {}

    /**
     * Archives what the topic of events still has of a pipeline. What is there already comes to the same.
     *
     * @param since ms since the epoch: what was appended before may be left out
     * @param below offsets by events partition: what lies below is archived
     * @param progress is told now and then how many events that were
     */
    Imported fromTopic(Facts facts, long since, long[] below, LongConsumer progress);
}
