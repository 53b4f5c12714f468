package io.millrace.writer.purge;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.List;
import java.util.OptionalLong;

/**
 * The events. A partition may get events of a pipeline that has the name later, and those are of the same partition of the topic: they are appended there later, and written with
 * the time of that. So what is deleted is what was written up to the latest event that is there.
 */
record PurgedArchive(ArchiveTable table, Deletions deletions) implements PurgedTable {
    @Override
    public String name() {
        return "archive";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<ArchiveTable.Partition> partitions = table.partitions(pipeline.tenant(), pipeline.name());
        for (ArchiveTable.Partition partition : partitions) {
            OptionalLong latest = table.latestWrite(partition);
            if (latest.isPresent()) {
                deletions.execute(List.of(table.delete(partition, latest.getAsLong())));
            }
        }
        return partitions.size();
    }
}
