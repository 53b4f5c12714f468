package io.millrace.query.read;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.request.AlertPosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where it is stored how alerts stand. Thread-safe. */
public interface AlertSource {
    /**
     * The alerts of a pipeline behind a position, in the order they are stored in, at most so many.
     *
     * @param after in the pipeline that is read
     * @param alert only this one; empty = all
     * @return fails with {@link RowsUnavailableException} if they can't be read now
     */
    CompletionStage<List<AlertRow>> read(String tenant, AlertPosition after, Optional<String> alert, int most);
}
