package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.query.request.GroupProjection;
import io.millrace.query.request.RollupQuery;
import org.jspecify.annotations.Nullable;

/** What the groups of a slice's rows become, each judged once: the rows of a group follow each other. Not thread-safe. */
final class AskedGroups {
    private final GroupFilter filter;
    private final GroupProjection projection;
    private @Nullable GroupKey former;
    private @Nullable GroupKey became;

    AskedGroups(RollupQuery query) {
        filter = new GroupFilter(query.filter());
        projection = query.groups();
    }

    /** Null if the group is not asked for. */
    @Nullable
    GroupKey of(GroupKey group) {
        if (!group.equals(former)) {
            former = group;
            became = filter.matches(group) ? projection.of(group) : null;
        }
        return became;
    }
}
