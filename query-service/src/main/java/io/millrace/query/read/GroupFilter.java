package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.query.request.DimensionFilter;
import org.jspecify.annotations.Nullable;

/** Judges the groups of a slice's rows, each once: the rows of a group follow each other. Not thread-safe. */
final class GroupFilter {
    private final DimensionFilter filter;
    private @Nullable GroupKey judged;
    private boolean judgedMatches;

    GroupFilter(DimensionFilter filter) {
        this.filter = filter;
    }

    boolean matches(GroupKey group) {
        if (!group.equals(judged)) {
            judged = group;
            judgedMatches = filter.matches(group);
        }
        return judgedMatches;
    }
}
