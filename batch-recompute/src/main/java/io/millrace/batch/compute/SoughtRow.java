package io.millrace.batch.compute;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A row of which one wants to know the events.
 *
 * @param target index in the plan
 * @param start of its window, pane or session, ms since the epoch
 * @param end exclusive
 * @param group the bytes of its group, which is one of values: what {@code _other} counts depends on all groups
 */
public record SoughtRow(int target, long start, long end, byte[] group) implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean counts(int countedTarget, byte[] groupBytes, int groupLength, long time) {
        return target == countedTarget
                && start <= time
                && time < end
                && Arrays.equals(group, 0, group.length, groupBytes, 0, groupLength);
    }
}
