package io.millrace.writer.purge;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The runs of one pipeline among those of its tenant. */
final class PipelineRuns {
    private static final int PAGE = 500;

    private PipelineRuns() {}

    static void visit(RunsTable table, ActivePipeline pipeline, Consumer<Run> visitor) {
        Optional<UUID> last = Optional.empty();
        List<Run> page;
        do {
            Optional<UUID> after = last;
            page = Deletions.await(() -> table.read(pipeline.tenant(), after, PAGE));
            page.stream().filter(run -> run.pipeline().equals(pipeline.name())).forEach(visitor);
            last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1).id());
        } while (page.size() == PAGE);
    }
}
