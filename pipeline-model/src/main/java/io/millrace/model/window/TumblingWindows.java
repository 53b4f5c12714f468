package io.millrace.model.window;

/**
 * Windows of one size that follow each other, half-open {@code [start, end)}, aligned to the epoch plus an offset.
 *
 * @param size in ms, at least 1
 * @param offset in ms, {@code [0, size)}
 */
public record TumblingWindows(long size, long offset) implements Windows {
    private static final int WINDOWS_PER_BUCKET = 12;

    public TumblingWindows {
        if (size < 1 || offset < 0 || offset >= size) {
            throw new IllegalArgumentException("no such windows: size " + size + " ms, offset " + offset + " ms");
        }
    }

    /** Start of the window that {@code time} (ms since the epoch, any sign) is in. */
    public long startOf(long time) {
        return Math.floorDiv(time - offset, size) * size + offset;
    }

    public long endOf(long start) {
        return start + size;
    }

    public boolean isStart(long time) {
        return Math.floorMod(time - offset, size) == 0;
    }

    @Override
    public TumblingWindows cells() {
        return this;
    }

    /** An hour of five-minute windows share a bucket. */
    @Override
    public long defaultBucket() {
        return Math.multiplyExact(WINDOWS_PER_BUCKET, size);
    }
}
