package io.millrace.model.lookup;

/**
 * How large a version of a lookup may be: each instance of the stream-processor holds all of them in memory.
 *
 * @param cells rows times columns
 * @param bytes of the body, and of the table in its canonical form
 */
public record LookupLimits(int rows, int columns, int cells, int bytes) {
    public static final LookupLimits DEFAULT = new LookupLimits(250_000, 50, 2_500_000, 32 << 20);
}
