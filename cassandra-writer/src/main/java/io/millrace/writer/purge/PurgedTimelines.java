package io.millrace.writer.purge;

import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.writer.sink.NotNowException;
import java.util.List;

/** Which recomputed generations serve. */
record PurgedTimelines(TimelineTable table) implements PurgedTable {
    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<String> rollups = pipeline.record().generations().stream()
                .map(Generation::rollup)
                .distinct()
                .toList();
        long found = 0;
        for (String rollup : rollups) {
            TimelineTable.Key key = new TimelineTable.Key(pipeline.tenant(), pipeline.name(), rollup);
            Timeline timeline = table.readSerial(key);
            if (timeline.revision() > 0) {
                if (!table.delete(key, timeline)) {
                    throw new NotNowException("the timeline of " + rollup + " was changed just now");
                }
                found++;
            }
        }
        return found;
    }
}
