package io.millrace.model.lookup;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.measure.Hash64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one version of a lookup. Cells are laid out as in an {@link Event}, and strings lie in the encoded bytes themselves, so that a row
 * is found and copied into an event without allocation. Immutable.
 *
 * <p>The canonical bytes: a version byte (1), the columns (name and type), the index of the key, the number of rows, then each row by
 * ascending key: for each column a byte whether there is a value, and the value. Equal tables have equal bytes.
 */
public final class LookupTable {
    static final byte FORMAT = 1;

    /** Has no rows. */
    static final LookupTable NONE = new LookupTableBuilder(
                    new LookupShape("key", List.of(new LookupColumn("key", FieldType.of(FieldType.Kind.STRING)))))
            .build();

    private final LookupShape shape;
    private final byte[] encoded;
    private final int columns;
    private final int rows;
    private final long[] cells;
    private final BitSet present;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final int key;
    private final boolean sliced;
    private final int[] slots;

    private LookupTable(byte[] encoded) {
        this.encoded = encoded;
        ByteReader in = new ByteReader(encoded);
        if (in.readByte() != FORMAT) {
            throw new MalformedBytesException("no lookup of format " + FORMAT);
        }
        List<LookupColumn> named = new ArrayList<>();
        long count = in.readUnsigned();
        for (long column = 0; column < count; column++) {
            named.add(new LookupColumn(text(in), type(text(in))));
        }
        columns = named.size();
        key = (int) in.readUnsigned();
        rows = (int) in.readUnsigned();
        if (key < 0 || key >= columns || rows < 0 || (long) rows * columns > in.remaining()) {
            throw new MalformedBytesException(
                    "no lookup: key " + key + " of " + columns + " columns, " + rows + " rows");
        }
        shape = new LookupShape(named.get(key).name(), named);
        named.forEach(column -> indexes.put(column.name(), indexes.size()));
        cells = new long[rows * columns];
        present = new BitSet(rows * columns);
        read(in);
        sliced = isSliced(named.get(key).type());
        slots = new int[Integer.highestOneBit(Math.max(8, rows)) * 4];
        for (int row = 0; row < rows; row++) {
            enter(row);
        }
    }

    /**
     * @param encoded canonical bytes, kept
     * @throws MalformedBytesException if they are none
     */
    public static LookupTable decode(byte[] encoded) {
        return new LookupTable(encoded);
    }

    /** The canonical bytes; not to be changed. */
    public byte[] encoded() {
        return encoded;
    }

    private static String text(ByteReader in) {
        return new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
    }

    private static FieldType type(String text) {
        return FieldType.parse(text).orElseThrow(() -> new MalformedBytesException("no type " + text));
    }

    private void read(ByteReader in) {
        for (int cell = 0; cell < cells.length; cell++) {
            if (!in.readFlag()) {
                continue;
            }
            present.set(cell);
            FieldType type = shape.columns().get(cell % columns).type();
            if (isSliced(type)) {
                int length = in.readLength();
                cells[cell] = (long) in.position() << 32 | length;
                in.skip(length);
            } else {
                cells[cell] = type.kind() == FieldType.Kind.DOUBLE ? in.readLongBigEndian() : in.readVarLong();
            }
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException(in.remaining() + " bytes too many");
        }
    }

    static boolean isSliced(FieldType type) {
        return switch (type.kind()) {
            case STRING, DECIMAL, UUID -> true;
            case BOOLEAN, INT, LONG, DOUBLE, TIMESTAMP, DATE -> false;
        };
    }

    private void enter(int row) {
        long cell = cells[row * columns + key];
        long hash = sliced ? Hash64.of(encoded, (int) (cell >>> 32), (int) cell) : Hash64.of(cell);
        int slot = (int) hash & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = row + 1;
    }

    public LookupShape shape() {
        return shape;
    }

    public int rows() {
        return rows;
    }

    /** Index of a column of a type, or -1: a column that has another type here has no values to give. */
    public int column(String name, FieldType type) {
        Integer index = indexes.get(name);
        return index != null && shape.columns().get(index).type().equals(type) ? index : -1;
    }

    /** The row that the value of a field leads to, or -1. A field of another type than the key leads to none. */
    public int find(Event event, int field, FieldType type) {
        if (!LookupShape.fits(type, shape.columns().get(key).type())) {
            return -1;
        }
        return sliced
                ? find(event.bytes(), event.sliceOffset(field), event.sliceLength(field))
                : find(event.asLong(field));
    }

    private int find(long value) {
        int slot = (int) Hash64.of(value) & slots.length - 1;
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            if (cells[row * columns + key] == value) {
                return row;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    private int find(byte[] bytes, int offset, int length) {
        int slot = (int) Hash64.of(bytes, offset, length) & slots.length - 1;
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            long cell = cells[row * columns + key];
            int start = (int) (cell >>> 32);
            if (Arrays.equals(encoded, start, start + (int) cell, bytes, offset, offset + length)) {
                return row;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    /** Sets a field of an event of the column's type; leaves it as it is where the row has no value. */
    public void copy(int row, int column, Event event, int field) {
        int index = row * columns + column;
        if (!present.get(index)) {
            return;
        }
        if (isSliced(shape.columns().get(column).type())) {
            event.setSlice(field, encoded, (int) (cells[index] >>> 32), (int) cells[index]);
        } else {
            event.setLong(field, cells[index]);
        }
    }

    /** An event that {@link #read} fills. */
    public Event newRow() {
        EventSchema schema = shape.schema();
        return new Event(schema);
    }

    /** A row by its number, in the order of keys, with a field a column. */
    public void read(int row, Event into) {
        into.clear();
        for (int column = 0; column < columns; column++) {
            copy(row, column, into, column);
        }
    }
}
