package io.millrace.model.window;

/**
 * Windows of one size, half-open {@code [start, end)}, that start every {@code advance} from the epoch plus an offset on, so that they overlap.
 * Nothing is kept by window: events are counted into panes of the length of {@code advance}, which readers put together.
 *
 * @param size in ms, a multiple of {@code advance}
 * @param advance in ms, at least 1
 * @param offset in ms, {@code [0, advance)}
 * @see <a href="https://doi.org/10.1145/1058150.1058158">Li et al., No pane, no gain, 2005</a>
 */
public record HoppingWindows(long size, long advance, long offset) implements Windows {
    /** Panes that a window may have: what a reader merges for a row. */
    public static final int MOST_PANES = 366;

    public HoppingWindows {
        if (advance < 1
                || size < advance
                || size % advance != 0
                || size / advance > MOST_PANES
                || offset < 0
                || offset >= advance) {
            throw new IllegalArgumentException(
                    "no such windows: size " + size + " ms, advance " + advance + " ms, offset " + offset + " ms");
        }
    }

    public TumblingWindows panes() {
        return new TumblingWindows(advance, offset);
    }

    @Override
    public TumblingWindows cells() {
        return panes();
    }

    public long endOf(long start) {
        return start + size;
    }

    /** Start of the first of the windows that a pane is in; the last starts with the pane. */
    public long firstStartWith(long paneStart) {
        return paneStart + advance - size;
    }

    /** End of the last of the windows that a pane is in. */
    public long lastEndWith(long paneEnd) {
        return paneEnd + size - advance;
    }

    /** Windows that follow each other are hopping windows that do not overlap. */
    public static HoppingWindows of(TumblingWindows windows) {
        return new HoppingWindows(windows.size(), windows.size(), windows.offset());
    }

    @Override
    public long defaultBucket() {
        return panes().defaultBucket();
    }
}
