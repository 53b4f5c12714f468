package io.millrace.batch.spark;

import io.millrace.model.rollup.RollupLayout;
import java.io.Serializable;

/**
 * Where the rows of one target are written.
 *
 * @param bucket of the generation's layout, ms
 * @param shards of the generation's layout
 * @param ttlSeconds how long rows are kept; 0 = for ever
 * @param revision of all its rows, µs
 */
public record Destination(int generation, long bucket, int shards, int ttlSeconds, long revision)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    RollupLayout layout() {
        return new RollupLayout(bucket, shards);
    }
}
