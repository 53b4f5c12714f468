package io.millrace.query.data;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunRow.Place;
import io.millrace.query.read.SourceRunSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs of sources in memory, in the order that Cassandra has them. */
public final class StoredSourceRuns implements SourceRunSource {
    private static final Comparator<Place> OLDEST_FIRST =
            Comparator.comparing(Place::startedAt).thenComparing(Place::number);

    private final List<SourceRunRow> runs;

    public StoredSourceRuns(SourceRunRow... runs) {
        this.runs = List.of(runs).stream()
                .sorted(Comparator.comparing((SourceRunRow run) -> run.key().place(), OLDEST_FIRST.reversed()))
                .toList();
    }

    @Override
    public CompletionStage<List<SourceRunRow>> read(SourceRunRow.Source source, Place from, Place before, int most) {
        return CompletableFuture.completedStage(runs.stream()
                .filter(run -> run.key().source().equals(source)
                        && OLDEST_FIRST.compare(run.key().place(), from) >= 0
                        && OLDEST_FIRST.compare(run.key().place(), before) < 0)
                .limit(most)
                .toList());
    }
}
