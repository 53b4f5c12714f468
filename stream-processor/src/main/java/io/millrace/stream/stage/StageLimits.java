package io.millrace.stream.stage;

/**
 * What a task may hold in memory. When one is reached before the commit interval is over, the stage drains early, in the same transaction:
 * the numbers are the same, only more is sent.
 *
 * @param partialBytes heap that the partial aggregates of a route task may take, roughly
 * @param recentIds event ids that a route task may hold, 64 bytes each
 * @param idFilterBytes heap that a route task may take to tell new ids without looking them up, three to nine bytes an id within {@code lateness}
 * @param rowBytes heap that the rows of an aggregate task may take, roughly: those changed since the commit and those used lately
 */
public record StageLimits(long partialBytes, int recentIds, long idFilterBytes, long rowBytes) {
    public StageLimits {
        if (partialBytes < 1 || recentIds < 1 || idFilterBytes < 0 || rowBytes < 1) {
            throw new IllegalArgumentException("limits must be positive: " + partialBytes + ", " + recentIds + ", "
                    + idFilterBytes + ", " + rowBytes);
        }
    }
}
