package io.millrace.model.window;

import io.millrace.model.definition.WindowDefinition;

/** How event time is cut into windows, in ms since the epoch. */
public sealed interface Windows permits TumblingWindows, HoppingWindows, SessionWindows {
    /** The windows of a definition. */
    static Windows of(WindowDefinition definition) {
        if (definition instanceof WindowDefinition.Hopping hopping) {
            return new HoppingWindows(
                    hopping.size().toMillis(),
                    hopping.advance().toMillis(),
                    hopping.offset().toMillis());
        } else if (definition instanceof WindowDefinition.Session session) {
            return new SessionWindows(session.gap().toMillis());
        } else if (definition instanceof WindowDefinition.Tumbling tumbling) {
            return new TumblingWindows(
                    tumbling.size().toMillis(), tumbling.offset().toMillis());
        }
        throw new IllegalArgumentException("unknown windows: " + definition);
    }

    /**
     * Stretches of event time that what is stored never reaches over: the windows themselves, panes of hopping ones, or what pieces of sessions lie in. Where one
     * begins, one generation can follow another with each event counted once.
     */
    TumblingWindows cells();

    /** Stretch of time that stored rows of one Cassandra partition start in, ms. */
    long defaultBucket();
}
