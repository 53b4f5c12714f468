package io.millrace.batch.spark;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Tables for tasks in this process: it travels as a number, and what has the number is found again. */
final class TablesInMemory implements Tables {
    private static final long serialVersionUID = 1L;
    private static final Map<Integer, List<ArchivedEvent>> ARCHIVES = new ConcurrentHashMap<>();
    private static final Map<Integer, Map<RollupRow.Key, RollupRow>> ROWS = new ConcurrentHashMap<>();

    private static final Comparator<ArchivedEvent> AS_STORED = Comparator.comparingLong(ArchivedEvent::eventTime)
            .thenComparingLong(event -> event.id().high())
            .thenComparingLong(event -> event.id().low())
            .thenComparingLong(ArchivedEvent::offset);

    private final int number;

    TablesInMemory(int number, List<ArchivedEvent> archive, List<RollupRow> rows) {
        this.number = number;
        List<ArchivedEvent> stored = new ArrayList<>(archive);
        stored.sort(AS_STORED);
        ARCHIVES.put(number, stored);
        Map<RollupRow.Key, RollupRow> byKey = new ConcurrentHashMap<>();
        rows.forEach(row -> byKey.put(row.key(), row));
        ROWS.put(number, byKey);
    }

    private List<ArchivedEvent> archive() {
        return Objects.requireNonNull(ARCHIVES.get(number));
    }

    private Map<RollupRow.Key, RollupRow> stored() {
        return Objects.requireNonNull(ROWS.get(number));
    }

    @Override
    public Iterator<ArchivedEvent> events(ArchiveTable.Partition partition, long from, long until) {
        return archive().stream()
                .filter(event -> ArchiveTable.partitionOf(event).equals(partition)
                        && event.eventTime() >= from
                        && event.eventTime() < until)
                .iterator();
    }

    @Override
    public List<ArchiveTable.Partition> partitions(String tenant, String pipeline) {
        LinkedHashSet<ArchiveTable.Partition> partitions = new LinkedHashSet<>();
        archive().forEach(event -> partitions.add(ArchiveTable.partitionOf(event)));
        return List.copyOf(partitions);
    }

    @Override
    public Iterator<RollupRow> rows(RollupRow.Partition partition, long from, long until) {
        return stored().values().stream()
                .filter(row -> row.key().partition().equals(partition)
                        && row.key().windowStart() >= from
                        && row.key().windowStart() < until)
                .iterator();
    }

    @Override
    public Sink sink(int ttlSeconds) {
        Map<RollupRow.Key, RollupRow> rows = stored();
        return new Sink() {
            @Override
            public void write(RollupRow row) {
                rows.put(row.key(), row);
            }

            @Override
            public void write(RowPack pack) {
                pack.rows(Long.MIN_VALUE, Long.MAX_VALUE).forEach(this::write);
            }

            @Override
            public void finish() {}
        };
    }
}
