package io.millrace.stream.dedupe;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.EventId;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the {@link IdStore}: one byte that tells what it is, and the identity of the pipeline (8 bytes). Of an id then the id (16); of a chunk the latest append time in it (8, ms since the epoch),
 * and a number (8) that tells it from others of the same pipeline and time. All big-endian, so a pipeline's chunks lie in the order of time.
 */
final class IdKeys {
    private static final byte CHUNK = 'c';
    private static final byte ID = 'i';
    private static final int LENGTH = 1 + Long.BYTES + EventId.LENGTH;

    private IdKeys() {}

    static Bytes id(long pipeline, long high, long low) {
        return key(ID, pipeline, high, low);
    }

    static Bytes chunk(long pipeline, long latest, long number) {
        return key(CHUNK, pipeline, latest, number);
    }

    private static Bytes key(byte kind, long pipeline, long first, long second) {
        ByteWriter key = new ByteWriter(LENGTH);
        key.writeByte(kind);
        key.writeLongBigEndian(pipeline);
        key.writeLongBigEndian(first);
        key.writeLongBigEndian(second);
        return Bytes.wrap(key.toByteArray());
    }

    /** What no chunk of any pipeline is before. */
    static Bytes firstChunk() {
        return firstChunkOf(0);
    }

    /** What no chunk of any pipeline is behind. */
    static Bytes lastChunk() {
        return lastChunkOf(-1);
    }

    /** What no chunk of a pipeline is before. */
    static Bytes firstChunkOf(long pipeline) {
        return chunk(pipeline, 0, 0);
    }

    /** What no chunk of a pipeline is behind. */
    static Bytes lastChunkOf(long pipeline) {
        return chunk(pipeline, -1, -1);
    }

    static boolean isChunk(Bytes key) {
        return key.get()[0] == CHUNK;
    }

    static long pipelineOf(Bytes key) {
        return new ByteReader(key.get(), 1, Long.BYTES).readLongBigEndian();
    }

    /** Of a chunk: no id in it was appended later. */
    static long latestOf(Bytes chunk) {
        return new ByteReader(chunk.get(), 1 + Long.BYTES, Long.BYTES).readLongBigEndian();
    }
}
