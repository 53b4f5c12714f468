package io.millrace.batch.run;

import io.millrace.model.window.TimeInterval;

/**
 * Windows of a rollup that are to be computed again.
 *
 * @param version of the definition that says what they mean
 * @param starts of the windows
 * @param lookupsAsOf offset in the topic of definitions as of which events are joined with lookups; -1 = as they were accepted
 */
public record Assignment(String rollup, int version, TimeInterval starts, long lookupsAsOf) {}
