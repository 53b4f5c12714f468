package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;

/** Columns of type blob. */
final class Blob {
    private Blob() {}

    static byte[] bytes(Row row, int column) {
        ByteBuffer buffer = row.getByteBuffer(column);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
