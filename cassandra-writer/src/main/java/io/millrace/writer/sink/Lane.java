package io.millrace.writer.sink;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic partition while it is ours: which of its records are not yet durable. Offsets are told and asked for by the consumer's thread;
 * what is in flight belongs to the {@link RowWriter}.
 */
final class Lane {
    private final TopicPartition partition;
    private final Deque<Ticket> open = new ArrayDeque<>();
    private long position = -1;

    /** Guarded by the writer. */
    private int batchesInFlight;

    /** Guarded by the writer. */
    private boolean dropped;

    Lane(TopicPartition partition) {
        this.partition = partition;
    }

    /** Stands for a record until that is durable. */
    static final class Ticket {
        private final long offset;
        private volatile boolean durable;

        private Ticket(long offset) {
            this.offset = offset;
        }

        /** The record is in its table, or superseded there, or a dead letter. */
        void durable() {
            durable = true;
        }
    }

    TopicPartition partition() {
        return partition;
    }

    /** Records come in the order of their offsets. */
    Ticket track(long offset) {
        Ticket ticket = new Ticket(offset);
        open.addLast(ticket);
        return ticket;
    }

    /**
     * @param next offset of the next record there may be; every record before it has been tracked
     */
    void advance(long next) {
        position = next;
    }

    /**
     * The offset to go on from if we died now: every record before it is durable. -1 if nothing is known yet. That also passes offsets that
     * hold no record, such as the markers of transactions.
     */
    long committable() {
        Ticket first = open.peekFirst();
        while (first != null && first.durable) {
            open.removeFirst();
            first = open.peekFirst();
        }
        return first == null ? position : first.offset;
    }

    void sent() {
        batchesInFlight++;
    }

    void answered() {
        batchesInFlight--;
    }

    boolean isIdle() {
        return batchesInFlight == 0;
    }

    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }
}
