package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.run.Engine;
import io.millrace.batch.run.Piece;
import io.millrace.batch.spark.Comparison;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob;
import io.millrace.batch.spark.RowDeletion;
import io.millrace.batch.spark.Slice;
import io.millrace.batch.spark.SparkRuntime;
import io.millrace.batch.spark.WindowStart;
import io.millrace.cassandra.TimelineTable;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spark, and Cassandra for what needs no tasks. */
final class SparkEngine implements Engine {
    private final SparkRuntime spark;
    private final RecomputeJob job;
    private final CqlSession session;
    private final Clock clock;

    SparkEngine(SparkRuntime spark, RecomputeJob job, CqlSession session, Clock clock) {
        this.spark = spark;
        this.job = job;
        this.session = session;
        this.clock = clock;
    }

    @Override
    public RecomputeJob.Written write(WorkPlan plan, List<Destination> destinations) {
        return job.write(plan, destinations);
    }

    @Override
    public Comparison compare(WorkPlan plan, WorkPlan served, List<Slice> slices) {
        return job.compare(plan, served, slices);
    }

    @Override
    public List<List<CountedEvent>> events(WorkPlan plan, List<SoughtRow> rows, int most) {
        return job.events(plan, rows, most);
    }

    @Override
    public List<WindowStart> windowsOfManyParts(WorkPlan plan, List<Slice> slices, int most) {
        return job.windowsOfManyParts(plan, slices, most);
    }

    @Override
    public void deleteRows(TimelineTable.Key key, Piece piece) {
        long revision = TimeUnit.MILLISECONDS.toMicros(clock.millis());
        RowDeletion.delete(session, key.tenant(), key.pipeline(), piece.slices(0, piece.counts()), revision);
    }

    @Override
    public Standing standing() {
        return new Standing(spark.percent(), job.eventsRead(), job.rowsWritten());
    }
}
