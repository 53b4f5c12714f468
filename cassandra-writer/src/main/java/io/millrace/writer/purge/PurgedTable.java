package io.millrace.writer.purge;

import io.millrace.kafka.definitions.ActivePipeline;

/** A kind of stored rows that a pipeline leaves behind. */
interface PurgedTable {
    /** As people know it. */
    String name();

    /**
     * Deletes the pipeline's rows, and none of a pipeline that has its name later. Blocks. Once or twice is the same; a second time after it was done finds nothing.
     *
     * @return how many rows or partitions there were
     * @throws io.millrace.writer.sink.NotNowException if something must come first
     * @throws com.datastax.oss.driver.api.core.DriverException if Cassandra can't do it now
     */
    long purge(ActivePipeline pipeline);
}
