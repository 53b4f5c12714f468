package io.millrace.model.window;

import io.millrace.model.definition.WindowDefinition;
import java.time.Duration;
import java.util.OptionalLong;

/** Where one kind of windows can follow another without cutting a window of either. */
public final class CommonBoundary {
    /** How far ahead is looked: who changes a rollup wants to see the change. */
    public static final Duration HORIZON = Duration.ofDays(31);

    private CommonBoundary() {}

    /**
     * The least time, in ms since the epoch, that is not before {@code earliest} and at which a window of both may start; none within the {@link
     * #HORIZON}. A session may start at any time.
     */
    public static OptionalLong after(long earliest, WindowDefinition former, WindowDefinition latter) {
        TumblingWindows one = startsOf(former);
        TumblingWindows other = startsOf(latter);
        boolean isWider = one.size() >= other.size();
        TumblingWindows wide = isWider ? one : other;
        TumblingWindows narrow = isWider ? other : one;
        long last = Math.addExact(earliest, HORIZON.toMillis());
        long start = atOrAfter(wide, earliest);
        // Where wide windows start within narrow ones repeats after so many of them at the latest.
        for (long step = 0; step < narrow.size() && start <= last; step++) {
            if (narrow.isStart(start)) {
                return OptionalLong.of(start);
            }
            start += wide.size();
        }
        return OptionalLong.empty();
    }

    private static long atOrAfter(TumblingWindows windows, long time) {
        return windows.isStart(time) ? time : windows.endOf(windows.startOf(time));
    }

    private static TumblingWindows startsOf(WindowDefinition window) {
        if (window instanceof WindowDefinition.Tumbling tumbling) {
            return new TumblingWindows(
                    tumbling.size().toMillis(), tumbling.offset().toMillis());
        }
        if (window instanceof WindowDefinition.Hopping hopping) {
            return new TumblingWindows(
                    hopping.advance().toMillis(),
                    Math.floorMod(hopping.offset().toMillis(), hopping.advance().toMillis()));
        }
        return new TumblingWindows(1, 0);
    }
}
