package io.millrace.model.rollup;

import io.millrace.model.window.TimeInterval;

/**
 * A generation that was computed again and lies over those of the definitions: the timeline of a rollup is its layers in the order they were published.
 *
 * @param generation from {@link #FIRST_GENERATION} on, never reused
 * @param version of the definition that says what it means
 * @param serves the window starts that are read from it
 */
public record Layer(String rollup, int generation, int version, RollupLayout layout, TimeInterval serves) {
    /** Generations of definitions are numbered from 1 by who puts them, those of recomputes from here by the timeline: neither has to ask the other. */
    public static final int FIRST_GENERATION = 1_000_001;
}
