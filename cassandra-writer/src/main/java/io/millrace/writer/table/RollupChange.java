package io.millrace.writer.table;

import io.millrace.model.rollup.RollupRow;

/** What becomes of a stored row. */
public sealed interface RollupChange {
    /** Of the row. */
    RollupRow.Key key();

    /** The row has this value now. */
    record Write(RollupRow row) implements RollupChange {
        @Override
        public RollupRow.Key key() {
            return row.key();
        }
    }

    /** The row is no more: what it held has gone into another. */
    record Deletion(RollupRow.Key key, long revision) implements RollupChange {}
}
