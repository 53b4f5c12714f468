package io.millrace.batch.spark;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/** What tasks read and write. Travels to the executors, where each task asks it. */
public interface Tables extends Serializable {
    /**
     * The events of a partition of the archive whose event time is in {@code [from, until)}: copies of one event follow each other in the order of their offsets.
     *
     * @param from ms since the epoch
     * @param until ms since the epoch, exclusive
     */
    Iterator<ArchivedEvent> events(ArchiveTable.Partition partition, long from, long until);

    /** All partitions of the archive that there are of a pipeline. */
    List<ArchiveTable.Partition> partitions(String tenant, String pipeline);

    /**
     * The stored rows of a partition whose window starts in {@code [from, until)}.
     *
     * @param from ms since the epoch
     * @param until ms since the epoch, exclusive
     */
    Iterator<RollupRow> rows(RollupRow.Partition partition, long from, long until);

    /**
     * Somewhere to put the rows of one task.
     *
     * @param ttlSeconds how long rows are kept; 0 = for ever
     */
    Sink sink(int ttlSeconds);

    /** Takes rows, by themselves or in packs; each may be given again, with the same content. */
    interface Sink {
        void write(RollupRow row);

        void write(RowPack pack);

        /** Waits until all rows are durable. */
        void finish();
    }
}
