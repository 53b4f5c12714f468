package io.millrace.query.request;

import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.GroupKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which groups are asked for: for each dimension the values it may have, or any. Values are compared as the bytes that groups are made of
 * (equal values have equal bytes), so that no group is decoded to be judged. Immutable.
 */
public final class DimensionFilter {
    private final GroupCodec codec;
    private final List<List<GroupKey>> allowed;
    private final Optional<GroupKey> only;

    private DimensionFilter(GroupCodec codec, List<List<GroupKey>> allowed, Optional<GroupKey> only) {
        this.codec = codec;
        this.allowed = allowed;
        this.only = only;
    }

    /** One group passes, whatever it is. */
    static DimensionFilter only(GroupCodec codec, GroupKey group) {
        return new DimensionFilter(codec, List.of(), Optional.of(group));
    }

    /**
     * @param allowed for each dimension its allowed values as {@link GroupCodec#encodeValue} writes them; none = any
     */
    static DimensionFilter of(GroupCodec codec, List<List<byte[]>> allowed) {
        return new DimensionFilter(
                codec,
                allowed.stream()
                        .map(values -> List.copyOf(
                                new TreeSet<>(values.stream().map(GroupKey::new).toList())))
                        .toList(),
                Optional.empty());
    }

    /** Whether every group passes. */
    public boolean isOpen() {
        return only.isEmpty() && allowed.stream().allMatch(List::isEmpty);
    }

    public boolean matches(GroupKey group) {
        if (only.isPresent()) {
            return only.get().equals(group);
        }
        if (isOpen()) {
            return true;
        }
        // What came of many groups has no value that could be asked for.
        if (group.isOther()) {
            return false;
        }
        List<byte[]> values = codec.split(group);
        for (int dimension = 0; dimension < allowed.size(); dimension++) {
            List<GroupKey> candidates = allowed.get(dimension);
            if (!candidates.isEmpty() && !candidates.contains(new GroupKey(values.get(dimension)))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The groups that pass, in order, if every dimension is fixed and they are few; else empty.
     *
     * @param most how many groups are few
     */
    public Optional<List<GroupKey>> groups(int most) {
        if (only.isPresent()) {
            return only.map(List::of);
        }
        List<byte[]> groups = List.of(new byte[0]);
        for (List<GroupKey> values : allowed) {
            if (values.isEmpty() || (long) groups.size() * values.size() > most) {
                return Optional.empty();
            }
            List<byte[]> longer = new ArrayList<>(groups.size() * values.size());
            for (byte[] group : groups) {
                for (GroupKey value : values) {
                    longer.add(concat(group, value.bytes()));
                }
            }
            groups = longer;
        }
        return Optional.of(groups.stream().map(GroupKey::new).toList());
    }

    /** A canonical text; equal filters have equal texts. */
    String fingerprint() {
        return allowed.toString();
    }

    private static byte[] concat(byte[] left, byte[] right) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(left.length + right.length);
        both.writeBytes(left);
        both.writeBytes(right);
        return both.toByteArray();
    }
}
