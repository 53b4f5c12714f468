package io.millrace.cassandra;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Values as the native protocol has them (version 5, section 6). For statements of which there are very many: the driver looks for a codec for every value, which took longer than
 * all the rest of making a statement.
 */
final class Encoded {
    private Encoded() {}

    static ByteBuffer text(String value) {
        return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, value);
    }

    static ByteBuffer bigint(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, value);
    }

    /**
     * @param value ms since the epoch
     */
    static ByteBuffer timestamp(long value) {
        return bigint(value);
    }
}
