package io.millrace.batch.command;

import io.millrace.batch.command.Execution.Ending;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.Rollback;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable.Entry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes back what was published last. */
@Command(
        name = "rollback",
        description = {
            "Withdraws what a recompute of a rollup published last: readers see again what lies below it.",
            "That was fed all the while, so nothing is missing there."
        },
        mixinStandardHelpOptions = true)
public final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline.")
    private String pipeline = "";

    @Parameters(index = "2", paramLabel = "ROLLUP", description = "The rollup.")
    private String rollup = "";

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() {
        // Which interval that is, is known once it is taken back; the table of runs tells it in words.
        Request request = new Request(
                tenant, pipeline, List.of(rollup), Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), options.who());
        return Terminals.execution(spec)
                .run(connection, Run.Kind.ROLLBACK, request, facts -> List.of(rollup), (world, facts, diary) -> {
                    Entry withdrawn = new Rollback(world, facts, diary).run(rollup);
                    return new Ending(
                            Run.State.PUBLISHED,
                            "Withdrawn: generation " + withdrawn.layer().generation() + ", which served "
                                    + Instant.ofEpochMilli(
                                            withdrawn.layer().serves().from()) + " to "
                                    + Instant.ofEpochMilli(
                                            withdrawn.layer().serves().until()) + ".");
                });
    }
}
