package io.millrace.model.format;

/**
 * A record that is cut already.
 *
 * @param index of the record in what it comes from
 * @param original its bytes as they came
 * @param json the object to read: the original, or what was made of it; empty if there is a problem
 * @param problem why no object could be made of it; empty if one could
 */
public record CutRecord(long index, byte[] original, byte[] json, String problem) {
    /** One that is JSON as it came. */
    public static CutRecord json(long index, byte[] bytes) {
        return new CutRecord(index, bytes, bytes, "");
    }
}
