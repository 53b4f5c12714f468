package io.millrace.model.definition;

import java.time.Duration;

/** How event time is cut into windows. All windows are half-open, {@code [start, end)}, in UTC, aligned to the epoch plus an offset. */
public sealed interface WindowDefinition {
    /** Windows of one size that follow each other. */
    record Tumbling(Duration size, Duration offset) implements WindowDefinition {}

    /** Windows of one size that start every {@code advance}; {@code size} is a multiple of it. */
    record Hopping(Duration size, Duration advance, Duration offset) implements WindowDefinition {}

    /** Windows that last while events of a group are less than {@code gap} apart. */
    record Session(Duration gap) implements WindowDefinition {}
}
