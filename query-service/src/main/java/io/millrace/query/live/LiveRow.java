package io.millrace.query.live;

import io.millrace.model.rollup.GroupKey;

/**
 * A row as it is now.
 *
 * @param json as in an answer
 */
public record LiveRow(long windowStart, GroupKey group, String json) {}
