package io.millrace.writer.purge;

import io.millrace.cassandra.RunsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.writer.sink.NotNowException;
import java.time.Clock;

/** Deletes nothing: a recompute that goes on would write again what is deleted. */
record EndedRuns(RunsTable table, Clock clock) implements PurgedTable {
    @Override
    public String name() {
        return "runs that go on";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        PipelineRuns.visit(table, pipeline, run -> {
            if (run.isAlive(clock.instant())) {
                throw new NotNowException("the run " + run.id() + " goes on");
            }
        });
        return 0;
    }
}
