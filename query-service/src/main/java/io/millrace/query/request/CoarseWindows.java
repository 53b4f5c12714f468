package io.millrace.query.request;

import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.util.Arrays;

/** Windows that follow each other, which stored windows are merged into. Times are ms since the epoch. Immutable. */
public sealed interface CoarseWindows {
    /** Start of the window that a time is in. */
    long startOf(long time);

    /** End of the window that starts at {@code start}. */
    long endOf(long start);

    default boolean isStart(long time) {
        return startOf(time) == time;
    }

    /** All of the same size. */
    record Even(TumblingWindows windows) implements CoarseWindows {
        @Override
        public long startOf(long time) {
            return windows.startOf(time);
        }

        @Override
        public long endOf(long start) {
            return windows.endOf(start);
        }
    }

    /** The whole interval that is asked for. */
    record One(TimeInterval interval) implements CoarseWindows {
        @Override
        public long startOf(long time) {
            return time < interval.until() ? interval.from() : interval.until();
        }

        @Override
        public long endOf(long start) {
            return interval.until();
        }
    }

    /** Days, weeks or months of a place, which are not all of the same length. */
    final class Listed implements CoarseWindows {
        private final long[] starts;

        /**
         * @param starts in order, the last being the end of the last window
         */
        Listed(long... starts) {
            this.starts = starts.clone();
        }

        @Override
        public long startOf(long time) {
            int place = Arrays.binarySearch(starts, time);
            return place >= 0 ? time : starts[Math.max(0, -place - 2)];
        }

        @Override
        public long endOf(long start) {
            int place = Arrays.binarySearch(starts, start);
            return starts[Math.min(place + 1, starts.length - 1)];
        }
    }
}
