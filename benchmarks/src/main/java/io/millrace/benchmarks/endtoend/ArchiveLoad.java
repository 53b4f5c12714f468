package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Puts readings into the archive as cassandra-writer does, in the order of their times, and knows what their rollups come to. */
final class ArchiveLoad {
    private static final int BATCH_ROWS = 30;
    private static final int IN_FLIGHT = 64;
    private static final int HELD = BATCH_ROWS * Corpus.PARTITIONS;

    private final CqlSession session;
    private final ArchiveTable table;
    private final Corpus corpus = new Corpus();
    private final RollupTotals truth = new RollupTotals();
    private final long eventsAWindow;
    private long written;

    /**
     * @param eventsAWindow how many events share a window
     */
    ArchiveLoad(CqlSession session, long eventsAWindow) {
        this.session = session;
        this.eventsAWindow = eventsAWindow;
        table = new ArchiveTable(session);
    }

    /** What the rollups of all events so far come to. */
    RollupTotals truth() {
        return truth;
    }

    /** Goes on where it left off, until the archive holds so many. */
    void until(long events) throws InterruptedException {
        Semaphore free = new Semaphore(IN_FLIGHT);
        FirstFailure failure = new FirstFailure();
        Event event = new Event(Corpus.schema());
        ByteWriter out = new ByteWriter();
        Map<ArchiveTable.Partition, List<BoundStatement>> held = new LinkedHashMap<>();
        while (written < events) {
            corpus.next(event, written * Corpus.EVENTS_A_WINDOW / eventsAWindow);
            truth.add(event);
            ArchivedEvent archived = archived(event, out);
            held.computeIfAbsent(ArchiveTable.partitionOf(archived), partition -> new ArrayList<>())
                    .add(table.insert(archived, 0));
            written++;
            if (written % HELD == 0 || written == events) {
                for (List<BoundStatement> statements : held.values()) {
                    send(statements, free, failure);
                }
                held.clear();
            }
        }
        free.acquire(IN_FLIGHT);
        failure.throwIfAny();
    }

    private ArchivedEvent archived(Event event, ByteWriter out) {
        return new ArchivedEvent(
                Corpus.TENANT,
                Corpus.PIPELINE,
                event.eventTime(),
                corpus.id(written, false),
                (int) (written % Corpus.PARTITIONS),
                written / Corpus.PARTITIONS,
                event.eventTime(),
                Corpus.encoded(event, out));
    }

    private void send(List<BoundStatement> statements, Semaphore free, FirstFailure failure)
            throws InterruptedException {
        free.acquire();
        var unused = session.executeAsync(
                        BatchStatement.newInstance(BatchType.UNLOGGED).addAll(statements))
                .whenComplete((done, problem) -> {
                    failure.note(done, problem);
                    free.release();
                });
    }
}
