package io.millrace.query.read;

import io.millrace.model.value.Value;
import io.millrace.query.request.TableQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where rows of typed tables are stored. Thread-safe. */
public interface TableSource {
    /**
     * @param limit most rows, instead of the query's
     * @return the first rows of what is asked for, in the order of the key, each as the values of all its columns; fails with {@link
     *     RowsUnavailableException} if they can't be read now
     */
    CompletionStage<List<List<Value>>> read(TableQuery query, int limit);
}
