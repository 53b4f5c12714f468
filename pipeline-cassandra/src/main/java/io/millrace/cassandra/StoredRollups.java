package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * What windows came to, wherever it lies: what the stream counted in {@link RollupsTable}, what a batch counted in {@link RollupPacksTable}. Rows come in the order of group, window
 * start and part. Thread-safe; the tables must exist ({@link Schema}).
 */
public final class StoredRollups {
    private final CqlSession session;
    private final RollupsTable rows;
    private final RollupPacksTable packs;

    public StoredRollups(CqlSession session) {
        this.session = session;
        rows = new RollupsTable(session);
        packs = new RollupPacksTable(session);
    }

    /**
     * Hands over the rows of a partition whose window starts in {@code [from, to)}, page by page.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     * @param receiver called from the driver's threads, never by two at once; must not block
     * @return completes after the last row; fails as the driver does, or with what the receiver throws
     */
    public CompletionStage<Void> read(RollupRow.Partition partition, long from, long to, Consumer<RollupRow> receiver) {
        return read(partition, rows.select(partition, from, to), packs.select(partition), from, to, receiver);
    }

    /** Likewise, the rows of one group. */
    public CompletionStage<Void> read(
            RollupRow.Partition partition, GroupKey group, long from, long to, Consumer<RollupRow> receiver) {
        return read(
                partition, rows.select(partition, group, from, to), packs.select(partition, group), from, to, receiver);
    }

    private CompletionStage<Void> read(
            RollupRow.Partition partition,
            BoundStatement ofRows,
            BoundStatement ofPacks,
            long from,
            long to,
            Consumer<RollupRow> receiver) {
        CompletionStage<AsyncResultSet> single = session.executeAsync(ofRows);
        if (!RowPack.mayBeIn(partition)) {
            return single.thenCompose(page -> Pages.drain(new Pages(page, row(partition)), receiver));
        }
        return single.thenCombine(
                        session.executeAsync(ofPacks),
                        (first, second) -> Pages.drain(
                                new Pages(first, row(partition)),
                                new Pages(second, packed(partition, from, to)),
                                receiver))
                .thenCompose(Function.identity());
    }

    /**
     * The rows of a partition whose window starts in {@code [from, to)}. Blocks for each page; fails as the driver does.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     */
    public Iterator<RollupRow> iterator(RollupRow.Partition partition, long from, long to) {
        Iterator<RollupRow> single = rows(rows.select(partition, from, to), row(partition));
        return RowPack.mayBeIn(partition)
                ? new InOrder(single, rows(packs.select(partition), packed(partition, from, to)))
                : single;
    }

    private Iterator<RollupRow> rows(BoundStatement select, Function<Row, List<RollupRow>> mapping) {
        return StreamSupport.stream(session.execute(select).spliterator(), false)
                .flatMap(row -> mapping.apply(row).stream())
                .iterator();
    }

    private static Function<Row, List<RollupRow>> row(RollupRow.Partition partition) {
        return row -> List.of(RollupsTable.toRow(row, partition));
    }

    private static Function<Row, List<RollupRow>> packed(RollupRow.Partition partition, long from, long to) {
        return row -> RollupPacksTable.toPack(row, partition).rows(from, to);
    }

    /** All partitions that there are of a pipeline, in no order. Looks at the key of every partition of the tables. */
    public Set<RollupRow.Partition> partitions(String tenant, String pipeline) {
        Set<RollupRow.Partition> found = new LinkedHashSet<>();
        found.addAll(RollupStatements.all(session, RollupsTable.NAME, tenant, pipeline));
        found.addAll(RollupStatements.all(session, RollupPacksTable.NAME, tenant, pipeline));
        return found;
    }

    /**
     * Statements that delete all rows of a partition but those with a greater revision.
     *
     * @param revision of the deletion
     */
    public List<BoundStatement> delete(RollupRow.Partition partition, long revision) {
        return RowPack.mayBeIn(partition)
                ? List.of(rows.delete(partition, revision), packs.delete(partition, revision))
                : List.of(rows.delete(partition, revision));
    }
}
