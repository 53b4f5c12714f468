package io.millrace.batch.run;

import io.millrace.cassandra.Proof;
import io.millrace.cassandra.TimelineTable;
import java.util.Optional;

/** What reconciling came to so far, by rollup. */
public interface Proofs {
    /** As it is now, with every change that was made before. */
    Optional<Proof> find(TimelineTable.Key rollup);

    /**
     * @param former what it was decided upon
     * @return false if it is no more what it was; nothing is put then
     */
    boolean replace(Optional<Proof> former, Proof next);
}
