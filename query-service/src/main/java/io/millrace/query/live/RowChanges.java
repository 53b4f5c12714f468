package io.millrace.query.live;

import io.millrace.model.rollup.RollupRow;

/** Tells of every stored row that is written anew. Thread-safe. */
public interface RowChanges {
    /** Called in the thread that reads; must not wait. */
    interface Listener {
        /** A row, of any tenant, was written. */
        void changed(RollupRow.Key key);

        /** Some changes are not told, and none from now on. */
        void missed();
    }

    /** Ends the telling. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Tells a listener of all changes from when this returns, or a little before, until what is returned is closed.
     *
     * @throws io.millrace.query.read.RowsUnavailableException if changes can't be read now
     */
    Listening listen(Listener listener);
}
