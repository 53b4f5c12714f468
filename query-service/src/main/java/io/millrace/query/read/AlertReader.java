package io.millrace.query.read;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.request.AlertPosition;
import io.millrace.query.request.AlertQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a page of alerts, from where the page before ended. It ends when it is full, or when enough was looked at, however few alerts it then has.
 * Thread-safe.
 */
public final class AlertReader {
    /** Rows read at once. */
    private static final int MOST_ROWS = 1_000;

    /** Reads of one page: some tenths of a second. */
    private static final int MOST_READS = 64;

    private final AlertSource source;
    private final ReadLimits limits;

    public AlertReader(AlertSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * @throws RowsUnavailableException if they can't be read now
     */
    public AlertPage read(AlertQuery query) {
        List<AlertRow> found = new ArrayList<>();
        int reads = 0;
        for (AlertPosition beginning : query.beginnings()) {
            Optional<AlertPosition> rest = Optional.of(beginning);
            while (rest.isPresent()) {
                AlertPosition from = rest.get();
                if (reads == MOST_READS) {
                    return new AlertPage(found, rest);
                }
                reads++;
                int most = query.state().isPresent() ? MOST_ROWS : query.limit() + 1 - found.size();
                List<AlertRow> rows =
                        Patience.await(source.read(query.tenant(), from, query.alert(), most), limits.patience());
                for (AlertRow row : rows) {
                    if (query.wants(row)) {
                        if (found.size() == query.limit()) {
                            return new AlertPage(found, Optional.of(AlertPosition.after(found.get(found.size() - 1))));
                        }
                        found.add(row);
                    }
                }
                rest = rows.size() < most
                        ? Optional.empty()
                        : Optional.of(AlertPosition.after(rows.get(rows.size() - 1)));
            }
        }
        return new AlertPage(found, Optional.empty());
    }
}
