package io.millrace.query.read;

import io.millrace.model.alert.AlertRow;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where it is stored how alerts stand. Thread-safe. */
public interface AlertSource {
    /**
     * Hands over the alerts of a pipeline.
     *
     * @param alert only this one; empty = all
     * @param receiver called from any thread, never by two at once; does not block
     * @return completes after the last; fails with {@link RowsUnavailableException} if they can't be read now
     */
    CompletionStage<Void> read(String tenant, String pipeline, Optional<String> alert, Consumer<AlertRow> receiver);
}
