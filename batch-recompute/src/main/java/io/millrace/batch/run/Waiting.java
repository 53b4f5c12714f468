package io.millrace.batch.run;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until something came true, for some time. */
final class Waiting {
    private static final Duration POLL = Duration.ofMillis(500);

    private final World world;
    private final Duration patience;

    /**
     * @param patience how long is waited for one thing
     */
    Waiting(World world, Duration patience) {
        this.world = world;
        this.patience = patience;
    }

    /**
     * @param refusal what is said if it does not come true in time
     */
    void until(BooleanSupplier condition, Supplier<RefusedException> refusal) throws InterruptedException {
        Instant deadline = world.clock().instant().plus(patience);
        while (!condition.getAsBoolean()) {
            if (!world.clock().instant().isBefore(deadline)) {
                throw refusal.get();
            }
            world.pause().of(POLL);
        }
    }

    /** Until the archive holds what lies below some offsets. */
    void untilArchived(String tenant, long[] below) throws InterruptedException {
        until(
                () -> world.offsets().isArchived(tenant, below),
                () -> new RefusedException(
                        "The archive lacks events of " + tenant + " still after " + patience.toSeconds() + " s.",
                        "Look after the cassandra-writer: it must run, and come to the end of the events. Then run the"
                                + " same again, or wait longer with --wait."));
    }

    /** Until the stored rows count what lies below some offsets. */
    void untilSettled(String tenant, long[] below) throws InterruptedException {
        until(
                world.offsets().settling(tenant, below),
                () -> new RefusedException(
                        "Events of " + tenant + " are still on their way to the stored rows after "
                                + patience.toSeconds() + " s.",
                        "Look after the stream-processor and the cassandra-writer: they must run, and come to the end of"
                                + " what they read. Then run the same again, or wait longer with --wait."));
    }

    Duration patience() {
        return patience;
    }
}
