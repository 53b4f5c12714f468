package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable.Entry;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a run publishes its generations, and in which they are withdrawn. It is the same for whoever does it, so the first decides: as long as it is not
 * published none is, and once it is withdrawn none can be.
 */
final class PublishOrder {
    static final Comparator<Entry> COMPARATOR = Comparator.<Entry, String>comparing(
                    entry -> entry.layer().rollup())
            .thenComparingInt(entry -> entry.layer().generation());

    private PublishOrder() {}

    static List<Entry> of(List<Entry> entries) {
        return entries.stream().sorted(COMPARATOR).toList();
    }
}
