package io.millrace.model.lookup;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Collects rows in any order. Not thread-safe. */
final class LookupTableBuilder {
    private final LookupShape shape;
    private final int key;
    private final Map<ByteBuffer, Long> lines = new HashMap<>();
    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(java.util.Arrays::compareUnsigned);
    private final ByteWriter row = new ByteWriter();
    private long bytes;

    LookupTableBuilder(LookupShape shape) {
        this.shape = shape;
        key = shape.columns().stream().map(LookupColumn::name).toList().indexOf(shape.key());
    }

    /**
     * Adds a row, unless its key is there.
     *
     * @param event a field a column
     * @param line where it stands, for {@code the answer}
     * @return the line of the row that has the key; empty if the row was added
     */
    OptionalLong add(Event event, long line) {
        byte[] ordered = keyOf(event);
        Long former = lines.putIfAbsent(ByteBuffer.wrap(ordered), line);
        if (former != null) {
            return OptionalLong.of(former);
        }
        row.reset();
        for (int column = 0; column < shape.columns().size(); column++) {
            write(event, column);
        }
        rows.put(ordered, row.toByteArray());
        bytes += row.length();
        return OptionalLong.empty();
    }

    private byte[] keyOf(Event event) {
        ByteWriter ordered = new ByteWriter(16);
        if (LookupTable.isSliced(shape.columns().get(key).type())) {
            ordered.writeBytes(event.bytes(), event.sliceOffset(key), event.sliceLength(key));
        } else {
            // As unsigned bytes, negative numbers come first.
            ordered.writeLongBigEndian(event.asLong(key) ^ Long.MIN_VALUE);
        }
        return ordered.toByteArray();
    }

    private void write(Event event, int column) {
        row.writeByte(event.isPresent(column) ? 1 : 0);
        if (!event.isPresent(column)) {
            return;
        }
        switch (shape.columns().get(column).type().kind()) {
            case STRING, DECIMAL, UUID ->
                row.writeLengthPrefixed(event.bytes(), event.sliceOffset(column), event.sliceLength(column));
            case DOUBLE -> row.writeLongBigEndian(event.asLong(column));
            case BOOLEAN, INT, LONG, TIMESTAMP, DATE -> row.writeVarLong(event.asLong(column));
        }
    }

    int rows() {
        return rows.size();
    }

    /** Of the rows, encoded. */
    long bytes() {
        return bytes;
    }

    LookupTable build() {
        ByteWriter out = new ByteWriter((int) bytes + 1_024);
        out.writeByte(LookupTable.FORMAT);
        out.writeUnsigned(shape.columns().size());
        for (LookupColumn column : shape.columns()) {
            out.writeLengthPrefixed(column.name().getBytes(StandardCharsets.UTF_8));
            out.writeLengthPrefixed(column.type().toString().getBytes(StandardCharsets.UTF_8));
        }
        out.writeUnsigned(key);
        out.writeUnsigned(rows.size());
        rows.values().forEach(out::writeBytes);
        return LookupTable.decode(out.toByteArray());
    }
}
