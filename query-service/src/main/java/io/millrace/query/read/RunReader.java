package io.millrace.query.read;

import io.millrace.cassandra.Run;
import io.millrace.query.request.RunQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads a page of runs, from where the page before ended. It ends when it is full, or when enough was looked at, however few runs it then has.
 * Thread-safe.
 */
public final class RunReader {
    /** Runs read at once. */
    private static final int MOST_RUNS = 1_000;

    /** Reads of one page: some tenths of a second. */
    private static final int MOST_READS = 16;

    private final RunSource source;
    private final ReadLimits limits;

    public RunReader(RunSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * @param now by it a run is told that is dead
     * @throws RowsUnavailableException if they can't be read now
     */
    public RunPage read(RunQuery query, Instant now) {
        List<Run> found = new ArrayList<>();
        Optional<UUID> after = query.after();
        int most = query.isForAll() ? query.limit() + 1 : MOST_RUNS;
        for (int reads = 0; reads < MOST_READS; reads++) {
            List<Run> runs = Patience.await(source.read(query.tenant(), after, most), limits.patience());
            for (Run run : runs) {
                if (query.wants(run, now)) {
                    if (found.size() == query.limit()) {
                        return new RunPage(
                                found, Optional.of(found.get(found.size() - 1).id()));
                    }
                    found.add(run);
                }
            }
            if (runs.size() < most) {
                return new RunPage(found, Optional.empty());
            }
            after = Optional.of(runs.get(runs.size() - 1).id());
        }
        return new RunPage(found, after);
    }

    /**
     * One run with its differences, if it is there.
     *
     * @param id time-based
     * @throws RowsUnavailableException if it can't be read now
     */
    public Optional<Run> find(String tenant, UUID id) {
        return Patience.await(source.find(tenant, id), limits.patience());
    }
}
