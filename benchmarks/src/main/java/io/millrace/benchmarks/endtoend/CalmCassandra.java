package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** So that nobody pays for the compaction of what another wrote. */
final class CalmCassandra {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int LOOKS = 4;

    private CalmCassandra() {}

    /** Returns when it has compacted nothing for some looks. */
    static void await(CqlSession session) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int calm = 0;
        while (calm < LOOKS) {
            boolean busy =
                    session.execute("SELECT * FROM system_views.sstable_tasks").one() != null;
            calm = busy ? 0 : calm + 1;
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Cassandra still compacts");
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }
}
