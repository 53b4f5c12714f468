package io.millrace.query.data;

import io.millrace.cassandra.Run;
import io.millrace.query.read.RunSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs in memory, in the order that Cassandra has them: by the time in their ids. */
public final class StoredRuns implements RunSource {
    private final List<Run> runs;

    public StoredRuns(Run... runs) {
        this(List.of(runs));
    }

    public StoredRuns(List<Run> runs) {
        this.runs = runs.stream()
                .sorted(Comparator.comparing((Run run) -> run.id().timestamp()).reversed())
                .toList();
    }

    @Override
    public CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most) {
        return CompletableFuture.completedStage(runs.stream()
                .filter(run -> run.tenant().equals(tenant)
                        && olderThan
                                .map(id -> run.id().timestamp() < id.timestamp())
                                .orElse(true))
                .limit(most)
                .toList());
    }

    @Override
    public CompletionStage<Optional<Run>> find(String tenant, UUID id) {
        return CompletableFuture.completedStage(runs.stream()
                .filter(run -> run.tenant().equals(tenant) && run.id().equals(id))
                .findFirst());
    }
}
