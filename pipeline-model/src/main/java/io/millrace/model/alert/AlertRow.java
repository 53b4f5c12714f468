package io.millrace.model.alert;

import io.millrace.model.rollup.GroupKey;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an alert stands for one group since it last began to fire or was resolved. Times are ms since the epoch.
 *
 * @param dimensions of the group, a JSON object
 * @param windowStart of the window that decided
 * @param windowEnd of that window, exclusive
 * @param since start of the first of the windows that made it fire
 * @param events of that window
 * @param measures of that window, finished, a JSON object
 * @param at wall clock
 * @param revision in µs, only grows for a key; the write timestamp
 */
public record AlertRow(
        Key key,
        State state,
        String dimensions,
        long windowStart,
        long windowEnd,
        long since,
        long events,
        String measures,
        long at,
        long revision) {
    /**
     * @param generation of the rollup
     */
    public record Key(String tenant, String pipeline, String rollup, int generation, String alert, GroupKey group) {}

    public enum State {
        FIRING,
        RESOLVED;

        /** As it is written in topics, tables and answers. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<State> of(String text) {
            for (State state : values()) {
                if (state.text().equals(text)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }
}
