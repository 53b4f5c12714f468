package io.millrace.batch.run;

import io.millrace.cassandra.Run;
import java.util.Optional;
import java.util.UUID;

/** What is kept of runs. */
public interface RunLog {
    void put(Run run);

    Optional<Run> find(String tenant, UUID id);
}
