package io.millrace.query.read;

import io.millrace.cassandra.SourceRunRow;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where runs of sources are stored. Thread-safe. */
public interface SourceRunSource {
    /**
     * Runs of a source that ended, the newest first. Fails with {@link RowsUnavailableException} if they can't be read now.
     *
     * @param from the oldest place that is read; need not be there, as {@code before}
     * @param before only older ones are read
     * @param most runs that are read
     */
    CompletionStage<List<SourceRunRow>> read(
            SourceRunRow.Source source, SourceRunRow.Place from, SourceRunRow.Place before, int most);
}
