package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.SessionWindows;

/** Brings stored parts, panes and pieces into the form of partial rows, so that they meet what is computed anew. */
public final class StoredParts {
    private StoredParts() {}

    /**
     * @param partitions of the aggregate stage: of the rest of the groups each has rows of its own, by whose parts one knows it
     */
    public static Keyed keyed(BoundTarget target, RollupRow row, int partitions) {
        RollupRow.Key key = row.key();
        ByteWriter out = new ByteWriter(key.group().bytes().length + 24);
        if (target.plan().windows() instanceof SessionWindows) {
            SortKey.writeSession(target.index(), key.group(), key.windowStart(), out);
            ByteWriter value = new ByteWriter(row.state().length + 8);
            value.writeUnsigned(row.windowEnd() - key.windowStart());
            value.writeBytes(row.state());
            return new Keyed(out.toByteArray(), value.toByteArray());
        }
        int partition =
                key.group().isOther() ? (int) (key.part() % partitions) : target.partitionOf(key.group(), partitions);
        SortKey.writeWindow(target.index(), key.windowStart(), partition, key.group(), out);
        return new Keyed(out.toByteArray(), row.state());
    }
}
