package io.millrace.batch.compute;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupState;

/**
 * All that one window, pane or session of a group came to.
 *
 * @param key see {@link SortKey}
 * @param target index in the plan
 * @param start ms since the epoch, inclusive
 * @param end ms since the epoch, exclusive
 * @param part that it is stored as: 0, of the rest of the groups the partition of the aggregate stage
 */
public record MergedRow(byte[] key, int target, GroupKey group, long start, long end, long part, RollupState state) {}
