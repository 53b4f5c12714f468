package io.millrace.ingest.intake;

import io.millrace.model.definition.DefinitionProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of a body.
 *
 * @param accepted events that are durable
 * @param rejectedCount records whose dead letters are durable
 * @param rejected the first of them, at most {@link #MAX_REJECTED}
 * @param nextIndex every record before this one is durable, as an event or as a dead letter
 */
public record IntakeReport(
        long accepted, long rejectedCount, List<RejectedRecord> rejected, long nextIndex, Ending ending) {
    /** So many rejected records are listed; all are counted. */
    public static final int MAX_REJECTED = 100;

    public IntakeReport {
        rejected = List.copyOf(rejected);
    }

    /**
     * A record that became a dead letter.
     *
     * @param index of the record, from 0
     * @param line physical line, from 1
     * @param field the field at fault, as the definition calls it
     * @param code kebab-case reason
     * @param deadLetter the dead letter's id
     */
    public record RejectedRecord(
            long index, long line, Optional<String> field, String code, String message, UUID deadLetter) {}

    /** Why reading came to its end. */
    public sealed interface Ending {
        /** The whole body was read. */
        record Complete() implements Ending {}

        /**
         * The body can't be understood from {@code line} on.
         *
         * @param deadLetter where the first bytes of the rest are kept; empty if nothing was read before them
         */
        record Malformed(
                String message,
                long line,
                List<DefinitionProblem> problems,
                Optional<UUID> deadLetter,
                boolean headerAtFault)
                implements Ending {
            public Malformed {
                problems = List.copyOf(problems);
            }
        }

        /** The compressed data is corrupt, or ends too early. */
        record CorruptEncoding(String message) implements Ending {}

        /** Kafka does not take what was sent, or not now. */
        record Unavailable(String message) implements Ending {}

        /** The sender is over its quota, and was so for too long to wait. */
        record OverQuota(Duration retryAfter) implements Ending {}

        /** Nobody is there to be answered. */
        record ClientGone() implements Ending {}
    }
}
