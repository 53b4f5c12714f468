package io.millrace.model.rollup;

/**
 * A row as it is answered: what one window of one group came to, whatever parts, panes or pieces it was put together from.
 *
 * @param windowStart ms since the epoch, inclusive
 * @param windowEnd ms since the epoch, exclusive
 * @param closed whether the window's own row has taken in all that it ever will
 */
public record FinishedRow(long windowStart, long windowEnd, boolean closed, GroupKey group, RollupState state) {}
