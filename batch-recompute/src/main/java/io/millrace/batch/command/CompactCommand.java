package io.millrace.batch.command;

import io.millrace.batch.command.Execution.Ending;
import io.millrace.batch.run.Assignment;
import io.millrace.batch.run.Compaction;
import io.millrace.batch.run.Diary;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.Recompute;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.Rollups;
import io.millrace.batch.run.World;
import io.millrace.batch.spark.RecomputeJob.Written;
import io.millrace.cassandra.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings the parts of windows together. */
@Command(
        name = "compact",
        description = {
            "Late events leave windows in many parts, which every reader merges.",
            "Computes such windows again, each in its own meaning, so that they are in one part. No number changes."
        },
        mixinStandardHelpOptions = true)
public final class CompactCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--parts",
            paramLabel = "N",
            defaultValue = "2",
            description = "Windows of which a group has more parts are computed again. Default: ${DEFAULT-VALUE}.")
    private int parts = 2;

    @Override
    public Integer call() {
        if (parts < 1) {
            throw new ParameterException(spec.commandLine(), "--parts is at least 1");
        }
        Request request = Terminals.request(spec, scope, options.who());
        return Terminals.execution(spec)
                .run(
                        connection,
                        Run.Kind.COMPACT,
                        request,
                        facts -> Rollups.asked(facts, request),
                        (world, facts, diary) -> work(request, world, facts, diary));
    }

    private Ending work(Request request, World world, Facts facts, Diary diary) throws InterruptedException {
        List<Assignment> assignments = new Compaction(world, facts, diary).assignments(request, parts);
        if (assignments.isEmpty()) {
            return new Ending(Run.State.DONE, "No window has more than " + parts + " parts.");
        }
        Written all = new Written(0, 0, 0);
        for (List<Assignment> group : groups(assignments)) {
            all = all.plus(new Recompute(world, facts, diary, options.patience())
                    .publish(group, facts.pipeline().definition().retention().generations()));
        }
        return new Ending(Run.State.PUBLISHED, "Brought together: " + RecomputeCommand.text(all));
    }

    /** What is joined with lookups in the same way is computed at once. */
    private static List<List<Assignment>> groups(List<Assignment> assignments) {
        Map<Long, List<Assignment>> groups = new LinkedHashMap<>();
        assignments.forEach(assignment -> groups.computeIfAbsent(assignment.lookupsAsOf(), asOf -> new ArrayList<>())
                .add(assignment));
        return List.copyOf(groups.values());
    }
}
