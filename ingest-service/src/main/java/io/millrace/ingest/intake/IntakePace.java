package io.millrace.ingest.intake;

import java.time.Duration;
import java.util.Optional;

/** How fast a body may be read. Of one body; not thread-safe. */
public interface IntakePace {
    /** As fast as it comes. */
    IntakePace FREE = bytes -> Optional.empty();

    /**
     * Called before each record is taken; waits as long as it must.
     *
     * @param bytes of the record as received
     * @return if the body must not be read further: when it may be sent again
     */
    Optional<Duration> beforeRecord(int bytes);
}
