package io.millrace.stream.alert;

/**
 * How far a pipeline came in event time, ms since the epoch.
 *
 * @param streamTime least of the partitions that are not idle; the greatest of all, if all are
 * @param greatest event time of any partition; the least long if no event came yet
 * @param idle whether all that was accepted was read, and nothing came for a while
 */
public record TimeReading(long streamTime, long greatest, boolean idle) {}
