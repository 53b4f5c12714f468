package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Puts sorted partial rows together, one row after the other: holds one state, or two where groups are limited, however many rows there are. Not
 * thread-safe.
 */
public final class RowMerge implements Iterator<MergedRow> {
    private final Iterator<Keyed> partials;
    private final List<BoundTarget> targets;
    private final int partitions;
    private final boolean limits;

    private @Nullable Keyed ahead;
    private @Nullable MergedRow ready;
    private byte[] scope = {};
    private int kept;
    private @Nullable RollupState other;

    private RowMerge(Iterator<Keyed> partials, List<BoundTarget> targets, int partitions, boolean limits) {
        this.partials = partials;
        this.targets = targets;
        this.partitions = partitions;
        this.limits = limits;
        ahead = partials.hasNext() ? partials.next() : null;
    }

    /** Rows from events: windows are kept to {@code maxGroups}. */
    public static RowMerge ofEvents(Iterator<Keyed> partials, List<BoundTarget> targets, int partitions) {
        return new RowMerge(partials, targets, partitions, true);
    }

    /** Rows from stored parts and pieces, which were kept to it before. */
    public static RowMerge ofStored(Iterator<Keyed> parts, List<BoundTarget> targets, int partitions) {
        return new RowMerge(parts, targets, partitions, false);
    }

    @Override
    public boolean hasNext() {
        if (ready == null) {
            ready = find();
        }
        return ready != null;
    }

    @Override
    public MergedRow next() {
        if (!hasNext() || ready == null) {
            throw new NoSuchElementException();
        }
        MergedRow row = ready;
        ready = null;
        return row;
    }

    private @Nullable MergedRow find() {
        while (ahead != null) {
            byte[] key = ahead.key();
            if (!isOfScope(key)) {
                MergedRow rest = takeOther();
                enter(key);
                if (rest != null) {
                    return rest;
                }
            }
            BoundTarget target = targets.get(SortKey.target(key));
            if (target.plan().windows() instanceof SessionWindows sessions) {
                MergedRow piece = piece(target, sessions.cells());
                if (target.target().starts().contains(piece.start())) {
                    return piece;
                }
                continue;
            }
            RollupState state = window(target, key);
            OptionalInt most = limits ? target.plan().mostGroups(partitions) : OptionalInt.empty();
            if (most.isEmpty() || kept < most.getAsInt()) {
                kept++;
                return row(target, key, state);
            }
            if (other == null) {
                other = state;
            } else {
                other.merge(state);
            }
        }
        return takeOther();
    }

    private boolean isOfScope(byte[] key) {
        return Arrays.equals(key, 0, SortKey.scopeLength(key), scope, 0, scope.length);
    }

    private void enter(byte[] key) {
        scope = Arrays.copyOf(key, SortKey.scopeLength(key));
        kept = 0;
    }

    /** What the groups of the scope before came to that were not kept. */
    private @Nullable MergedRow takeOther() {
        RollupState state = other;
        if (state == null) {
            return null;
        }
        other = null;
        ByteWriter key = new ByteWriter(32);
        SortKey.writeWindow(SortKey.target(scope), SortKey.start(scope), SortKey.partition(scope), GroupKey.OTHER, key);
        return row(targets.get(SortKey.target(scope)), key.toByteArray(), state);
    }

    private RollupState window(BoundTarget target, byte[] key) {
        RollupState state = target.plan().newState();
        while (ahead != null && Arrays.equals(ahead.key(), key)) {
            state.mergeFrom(new ByteReader(ahead.value()));
            advance();
        }
        return state;
    }

    private static MergedRow row(BoundTarget target, byte[] key, RollupState state) {
        long start = SortKey.start(key);
        GroupKey group = SortKey.group(key);
        return new MergedRow(
                key,
                target.index(),
                group,
                start,
                target.plan().panes().orElseThrow().endOf(start),
                group.isOther() ? SortKey.partition(key) : 0,
                state);
    }

    /** What overlaps within a cell is one piece; its parts come in the order of their starts. */
    private MergedRow piece(BoundTarget target, TumblingWindows cells) {
        Keyed first = takeAhead();
        long start = SortKey.start(first.key());
        long endOfCell = cells.endOf(cells.startOf(start));
        long end = start;
        RollupState state = target.plan().newState();
        Keyed part = first;
        while (true) {
            ByteReader in = new ByteReader(part.value());
            end = Math.max(end, SortKey.start(part.key()) + in.readUnsigned());
            state.mergeFrom(in);
            if (ahead == null || !isOfScope(ahead.key()) || SortKey.start(ahead.key()) >= Math.min(end, endOfCell)) {
                return new MergedRow(first.key(), target.index(), SortKey.group(first.key()), start, end, 0, state);
            }
            part = takeAhead();
        }
    }

    private Keyed takeAhead() {
        Keyed taken = ahead;
        if (taken == null) {
            throw new NoSuchElementException();
        }
        advance();
        return taken;
    }

    private void advance() {
        ahead = partials.hasNext() ? partials.next() : null;
    }
}
