package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One session a process and address, opened by the first task that needs it: Spark makes tasks from bytes, so they can't be handed one. The
 * one place with static state.
 */
public final class Sessions {
    private static final Map<CassandraAddress, CqlSession> OPEN = new ConcurrentHashMap<>();

    private Sessions() {}

    static CqlSession of(CassandraAddress address) {
        return OPEN.computeIfAbsent(address, key -> key.connection().open("batch-recompute"));
    }

    /** Of this process: where the driver runs tasks itself they would keep it from ending. */
    public static void closeAll() {
        OPEN.values().forEach(CqlSession::close);
        OPEN.clear();
    }
}
