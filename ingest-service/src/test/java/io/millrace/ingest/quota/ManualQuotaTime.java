package io.millrace.ingest.quota;

import java.util.ArrayList;
import java.util.List;

/** Time that passes only when it is told to, or waited for. */
public class ManualQuotaTime implements QuotaTime {
    /** What was waited for, in nanoseconds. */
    public final List<Long> pauses = new ArrayList<>();

    // Near the end of the numbers, so that it goes over it: only differences mean anything.
    private long now = Long.MAX_VALUE - 1_000_000_000L;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void pause(long nanos) {
        pauses.add(nanos);
        now += nanos;
    }

    public synchronized void advance(long nanos) {
        now += nanos;
    }
}
