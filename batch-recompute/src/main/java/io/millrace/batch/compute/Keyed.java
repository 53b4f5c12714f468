package io.millrace.batch.compute;

/**
 * Bytes that are sorted by others.
 *
 * @param key see {@link SortKey}
 * @param value of a window: its state; of a piece of a session: its length in ms, unsigned, then its state
 */
public record Keyed(byte[] key, byte[] value) {}
