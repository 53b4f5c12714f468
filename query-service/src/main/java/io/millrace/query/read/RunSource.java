package io.millrace.query.read;

import io.millrace.cassandra.Run;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Where runs are stored. Thread-safe. Both fail with {@link RowsUnavailableException} if they can't be read now. */
public interface RunSource {
    /**
     * The runs of a tenant, the newest first, each without its differences.
     *
     * @param olderThan only those older than this one, which need not be there; empty = all
     * @param most runs that are read
     */
    CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most);

    /**
     * One run, if it is there.
     *
     * @param id time-based
     */
    CompletionStage<Optional<Run>> find(String tenant, UUID id);
}
