package io.millrace.stream.route;

import io.millrace.kafka.record.TableRecords.Content;
import io.millrace.model.table.TableRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The newest row of each key since the last drain. Not thread-safe. */
final class TableRows {
    /** What an entry takes beside its bytes, roughly. */
    private static final int ENTRY_BYTES = 300;

    private final Map<TableRow.Key, Content> rows = new LinkedHashMap<>();
    private long bytes;

    /** Takes in a row, unless a newer one of its key is there. */
    void add(TableRow.Key key, Content content) {
        Content former = rows.get(key);
        if (former == null) {
            rows.put(key, content);
            bytes += ENTRY_BYTES
                    + key.partition().bytes().length
                    + key.clustering().bytes().length
                    + content.columns().bytes().length;
        } else if (content.version().compareTo(former.version()) > 0) {
            rows.put(key, content);
            bytes += content.columns().bytes().length - former.columns().bytes().length;
        }
    }

    /** Heap taken, roughly. */
    long bytes() {
        return bytes;
    }

    /** Hands over each row, and forgets them all. */
    void drainTo(BiConsumer<TableRow.Key, Content> receiver) {
        rows.forEach(receiver);
        clear();
    }

    void clear() {
        rows.clear();
        bytes = 0;
    }
}
