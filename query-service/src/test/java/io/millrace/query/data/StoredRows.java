package io.millrace.query.data;

import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.RowSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/** Rows in memory, read in other threads, in the order that Cassandra has them. */
public final class StoredRows implements RowSource {
    private final List<RollupRow> rows = new ArrayList<>();
    private final Collection<Slice> slicesRead = new ConcurrentLinkedQueue<>();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    public StoredRows() {}

    public StoredRows(Collection<RollupRow> rows) {
        this.rows.addAll(rows);
    }

    public void failWith(RuntimeException newFailure) {
        failure = Optional.of(newFailure);
    }

    /** Every slice that was asked for, in no order. */
    public List<Slice> slicesRead() {
        return List.copyOf(slicesRead);
    }

    @Override
    public CompletionStage<Void> read(Slice slice, Consumer<RollupRow> receiver) {
        slicesRead.add(slice);
        return CompletableFuture.runAsync(
                () -> {
                    failure.ifPresent(problem -> {
                        throw problem;
                    });
                    rows.stream()
                            .filter(row -> isIn(slice, row.key()))
                            .sorted(Comparator.comparing(
                                            (RollupRow row) -> row.key().group())
                                    .thenComparing(row -> row.key().windowStart())
                                    .thenComparing(row -> row.key().part()))
                            .forEach(receiver);
                },
                ForkJoinPool.commonPool());
    }

    private static boolean isIn(Slice slice, RollupRow.Key key) {
        return key.partition().equals(slice.partition())
                && slice.group().map(key.group()::equals).orElse(true)
                && key.windowStart() >= slice.from()
                && key.windowStart() < slice.to();
    }
}
