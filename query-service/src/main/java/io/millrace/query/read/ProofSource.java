package io.millrace.query.read;

import io.millrace.cassandra.Proof;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where it is stored what reconciling came to. Thread-safe. */
public interface ProofSource {
    /**
     * Of every rollup of a tenant that was ever reconciled.
     *
     * @return fails with {@link RowsUnavailableException} if that can't be read now
     */
    CompletionStage<List<Proof>> read(String tenant);
}
