package io.millrace.query.request;

import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.GroupKey;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;

/** What is kept of groups: some of their dimensions, so that groups alike in these are one. Immutable. */
public final class GroupProjection {
    private static final GroupKey TOTAL = new GroupKey(new byte[0]);

    private final GroupCodec whole;
    private final GroupCodec kept;
    private final List<Integer> dimensions;
    private final boolean keepsAll;

    private GroupProjection(GroupCodec whole, GroupCodec kept, List<Integer> dimensions) {
        this.whole = whole;
        this.kept = kept;
        this.dimensions = List.copyOf(dimensions);
        keepsAll = dimensions.equals(
                IntStream.range(0, whole.names().size()).boxed().toList());
    }

    static GroupProjection all(GroupCodec codec) {
        return new GroupProjection(
                codec, codec, IntStream.range(0, codec.names().size()).boxed().toList());
    }

    /**
     * @param dimensions indexes of those that are kept, in the order they are answered in; none = everything is one
     */
    static GroupProjection of(GroupCodec codec, List<Integer> dimensions) {
        return new GroupProjection(codec, codec.keeping(dimensions), dimensions);
    }

    /** Whether groups stay as they are. */
    public boolean keepsAll() {
        return keepsAll;
    }

    /** Whether everything is one group. */
    public boolean keepsNone() {
        return dimensions.isEmpty();
    }

    /** Of what groups become. */
    public GroupCodec codec() {
        return kept;
    }

    /** What a group becomes. The rest of the groups that a rollup does not keep apart has no dimensions, so it stays the rest. */
    public GroupKey of(GroupKey group) {
        if (keepsAll) {
            return group;
        } else if (dimensions.isEmpty()) {
            return TOTAL;
        } else if (group.isOther()) {
            return group;
        }
        List<byte[]> values = whole.split(group);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(group.bytes().length);
        dimensions.forEach(dimension -> bytes.writeBytes(values.get(dimension)));
        return new GroupKey(bytes.toByteArray());
    }
}
