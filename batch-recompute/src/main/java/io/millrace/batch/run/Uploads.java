package io.millrace.batch.run;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Sends files of events to where all events come in. */
public interface Uploads {
    /**
     * What became of a file.
     *
     * @param accepted events, copies among them
     * @param rejected records that are dead letters now
     */
    record Sent(long accepted, long rejected) {
        Sent plus(Sent other) {
            return new Sent(accepted + other.accepted, rejected + other.rejected);
        }
    }

    /**
     * Sends a file whose name tells its format. Sent again, its events are copies.
     *
     * @param bytes is told how many of the file were read so far
     * @throws RefusedException if the file can't be read, or is not taken
     */
    Sent send(String tenant, String pipeline, Path file, LongConsumer bytes);
}
