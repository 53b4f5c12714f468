package io.millrace.batch.run;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.Comparison;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob;
import io.millrace.batch.spark.Slice;
import io.millrace.batch.spark.WindowStart;
import io.millrace.cassandra.TimelineTable;
import java.util.List;

/** What reads, computes and writes rows. */
public interface Engine {
    /** See {@link RecomputeJob#write}. */
    RecomputeJob.Written write(WorkPlan plan, List<Destination> destinations);

    /** See {@link RecomputeJob#compare}. */
    Comparison compare(WorkPlan plan, WorkPlan served, List<Slice> slices);

    /** See {@link RecomputeJob#events}. */
    List<List<CountedEvent>> events(WorkPlan plan, List<SoughtRow> rows, int most);

    /** See {@link RecomputeJob#windowsOfManyParts}. */
    List<WindowStart> windowsOfManyParts(WorkPlan plan, List<Slice> slices, int most);

    /** Deletes the rows of a generation, those too that some task still writes. */
    void deleteRows(TimelineTable.Key key, Piece piece);

    /** How far what was begun is. */
    Standing standing();

    /**
     * @param percent of the tasks begun so far, 0 to 100
     * @param events read from the archive
     * @param rows written
     */
    record Standing(int percent, long events, long rows) {
        public static final Standing NONE = new Standing(0, 0, 0);
    }
}
