package io.millrace.query.request;

/**
 * In which order rows are asked for, instead of that of time and groups.
 *
 * @param measure by whose values; {@link #EVENTS} if the rollup has none of that name
 * @param descending from the greatest to the least; rows without a value are last either way
 * @param perWindow whether the limit is for each window
 */
public record RowOrder(String measure, boolean descending, boolean perWindow) {
    /** By the number of events. */
    public static final String EVENTS = "events";
}
