package io.millrace.writer.sink;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows that were not sent yet, by Cassandra partition, the partition that waits longest first: the longer Cassandra takes, the more rows
 * meet here and the fuller batches get. Not thread-safe.
 */
final class WaitingRows<R> {
    private final int rowsPerBatch;
    private final int bytesPerBatch;
    private final Map<Place, Map<Object, HeldRow<R>>> places = new LinkedHashMap<>();
    private int size;

    WaitingRows(int rowsPerBatch, int bytesPerBatch) {
        this.rowsPerBatch = rowsPerBatch;
        this.bytesPerBatch = bytesPerBatch;
    }

    private record Place(Lane lane, Object partition) {}

    /**
     * Keeps the greatest revision of a row only.
     *
     * @return by how many bytes what waits has grown; it may have shrunk
     */
    int add(HeldRow<R> row) {
        Map<Object, HeldRow<R>> rows = places.computeIfAbsent(
                new Place(row.lane(), row.content().partition()), place -> new LinkedHashMap<>());
        HeldRow<R> former = rows.putIfAbsent(row.content().key(), row);
        if (former == null) {
            size++;
            return row.bytes();
        }
        int before = former.bytes();
        former.merge(row);
        return former.bytes() - before;
    }

    /** Rows, not records. */
    int size() {
        return size;
    }

    /** Rows of the partition that waits longest, as many as a batch may have. */
    Optional<Batch<R>> next() {
        Iterator<Map.Entry<Place, Map<Object, HeldRow<R>>>> longestFirst =
                places.entrySet().iterator();
        if (!longestFirst.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<Place, Map<Object, HeldRow<R>>> longest = longestFirst.next();
        List<HeldRow<R>> taken = new ArrayList<>(rowsPerBatch);
        long bytes = 0;
        Iterator<HeldRow<R>> rows = longest.getValue().values().iterator();
        while (rows.hasNext() && taken.size() < rowsPerBatch) {
            HeldRow<R> row = rows.next();
            bytes += row.bytes();
            if (bytes > bytesPerBatch && !taken.isEmpty()) {
                break;
            }
            rows.remove();
            size--;
            taken.add(row);
        }
        if (longest.getValue().isEmpty()) {
            longestFirst.remove();
        }
        return Optional.of(new Batch<>(longest.getKey().lane(), List.copyOf(taken), 0));
    }

    /** Takes out all rows of a lane. */
    void remove(Lane lane, Consumer<HeldRow<R>> removed) {
        places.entrySet().removeIf(place -> {
            if (place.getKey().lane() != lane) {
                return false;
            }
            size -= place.getValue().size();
            place.getValue().values().forEach(removed);
            return true;
        });
    }
}
