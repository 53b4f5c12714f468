package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.RunsTable;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.cassandra.StoredRollups;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TypedTableDrops;
import java.time.Clock;
import java.util.List;

/** Everything in Cassandra that is of one pipeline. */
final class PurgedTables {
    private PurgedTables() {}

    /** In the order in which they are purged: first what says whether somebody still writes. A table with rows of pipelines that is added belongs here. */
    static List<PurgedTable> of(CqlSession session, Clock clock) {
        Deletions deletions = new Deletions(session);
        RunsTable runs = new RunsTable(session);
        return List.of(
                new EndedRuns(runs, clock),
                new PurgedTimelines(new TimelineTable(session)),
                new PurgedRollups(new StoredRollups(session), deletions),
                new PurgedArchive(new ArchiveTable(session), deletions),
                new PurgedAlerts(new AlertsTable(session), deletions),
                new PurgedDeadLetters(new DeadLettersTable(session), new DeadLetterBytesTable(session), deletions),
                new PurgedTypedTables(new TypedTableDrops(session)),
                new PurgedSourceRuns(new SourceRunsTable(session), deletions, clock),
                new PurgedProofs(new ProofsTable(session)),
                new PurgedRuns(runs, deletions));
    }
}
