package io.millrace.stream.drain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values by owner (the same object), window start and bytes, in the order they came. A look-up takes the bytes where they lie and allocates
 * nothing. Nothing is removed but all at once. Open addressing with linear probing, at most half full; not thread-safe.
 *
 * @param <O> the owners
 * @param <V> the values
 */
public final class WindowTable<O, V> {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LEAST_CAPACITY = 64;

    private final List<Entry<O, V>> entries = new ArrayList<>();
    private @Nullable Entry<O, V>[] slots = emptySlots(LEAST_CAPACITY);

    /** Of the entry in each slot: a slot of another hash is passed without a look at its entry, which is seldom in the processor's cache. */
    private int[] hashes = new int[LEAST_CAPACITY];

    /** One value under its key. */
    public static final class Entry<O, V> {
        private final O owner;
        private final long windowStart;
        private final byte[] bytes;
        private final int hash;
        private final V value;

        private Entry(O owner, long windowStart, byte[] bytes, int hash, V value) {
            this.owner = owner;
            this.windowStart = windowStart;
            this.bytes = bytes;
            this.hash = hash;
            this.value = value;
        }

        public O owner() {
            return owner;
        }

        /** Milliseconds since the epoch. */
        public long windowStart() {
            return windowStart;
        }

        /** Not copied: must not change. */
        public byte[] bytes() {
            return bytes;
        }

        public V value() {
            return value;
        }
    }

    public int size() {
        return entries.size();
    }

    /** All entries, in the order they came; valid until the next change. */
    public List<Entry<O, V>> entries() {
        return entries;
    }

    /** The value under a key whose bytes are a slice of an array. */
    public @Nullable V get(O owner, long windowStart, byte[] source, int offset, int length) {
        int hash = hash(owner, windowStart, source, offset, length);
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            Entry<O, V> entry = slots[slot];
            if (entry == null) {
                return null;
            }
            if (hashes[slot] == hash
                    && entry.owner == owner
                    && entry.windowStart == windowStart
                    && Arrays.equals(entry.bytes, 0, entry.bytes.length, source, offset, offset + length)) {
                return entry.value;
            }
        }
    }

    /** Adds a value under a key that has none. */
    public void add(O owner, long windowStart, byte[] bytes, V value) {
        Entry<O, V> entry =
                new Entry<>(owner, windowStart, bytes, hash(owner, windowStart, bytes, 0, bytes.length), value);
        entries.add(entry);
        if (entries.size() * 2 > slots.length) {
            resize(slots.length * 2);
            entries.forEach(this::place);
        } else {
            place(entry);
        }
    }

    /** Forgets all. Keeps room for as many as there were, unless that is far more than there were of late. */
    public void clear() {
        int capacity =
                slots.length > LEAST_CAPACITY && entries.size() * 16 < slots.length ? slots.length / 2 : slots.length;
        if (capacity == slots.length) {
            Arrays.fill(slots, null);
        } else {
            resize(capacity);
        }
        entries.clear();
    }

    private void resize(int capacity) {
        slots = emptySlots(capacity);
        hashes = new int[capacity];
    }

    private void place(Entry<O, V> entry) {
        int mask = slots.length - 1;
        int slot = entry.hash & mask;
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
        hashes[slot] = entry.hash;
    }

    @SuppressWarnings({"unchecked", "rawtypes"
    }) // Only such entries are ever placed, and the array never leaves this class.
    private static <O, V> @Nullable Entry<O, V>[] emptySlots(int capacity) {
        return (Entry<O, V>[]) new Entry[capacity];
    }

    private static int hash(Object owner, long windowStart, byte[] bytes, int offset, int length) {
        long hash = mix(windowStart ^ ((long) System.identityHashCode(owner) << 32));
        int end = offset + length;
        int index = offset;
        for (; index + Long.BYTES <= end; index += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, index));
        }
        long rest = length;
        for (; index < end; index++) {
            rest = rest << 8 | (bytes[index] & 0xFF);
        }
        hash = mix(hash ^ rest);
        return (int) (hash ^ hash >>> 32);
    }

    private static long mix(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }
}
