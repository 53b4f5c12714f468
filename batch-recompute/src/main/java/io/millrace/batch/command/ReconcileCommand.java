package io.millrace.batch.command;

import io.millrace.batch.command.Execution.Ending;
import io.millrace.batch.run.Diary;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.Reconcile;
import io.millrace.batch.run.ReconcileScope;
import io.millrace.batch.run.Report;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.Rollups;
import io.millrace.batch.run.World;
import io.millrace.cassandra.Run;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Proves what is served. */
@Command(
        name = "reconcile",
        description = {
            "Computes windows from the archive and compares each row with the one that is served, bit for bit.",
            "Writes no rows. The exit code is 1 if some are wrong."
        },
        mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--json", description = "The report as JSON.")
    private boolean json;

    @Option(names = "--sample", paramLabel = "N", description = "Only so many windows, chosen at random.")
    private Optional<Integer> sample = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed chooses the same windows. Default: another each time.")
    private Optional<Long> seed = Optional.empty();

    @Override
    public Integer call() {
        if (sample.filter(count -> count < 1).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--sample is of at least one window");
        }
        Request request = Terminals.request(spec, scope, options.who());
        return Terminals.execution(spec)
                .run(
                        connection,
                        Run.Kind.RECONCILE,
                        request,
                        facts -> Rollups.asked(facts, request),
                        (world, facts, diary) -> work(request, world, facts, diary));
    }

    private Ending work(Request request, World world, Facts facts, Diary diary) throws InterruptedException {
        ReconcileScope all =
                ReconcileScope.of(world, facts, request, world.clock().instant());
        long chosen = seed.orElseGet(() -> world.clock().millis());
        ReconcileScope compared =
                sample.map(count -> all.sample(count, chosen, facts)).orElse(all);
        Report report = new Reconcile(world, facts, diary, options.patience()).run(compared);
        Reports.print(
                Run.Kind.RECONCILE, request, report, json, spec.commandLine().getOut());
        if (report.different() > 0) {
            return new Ending(
                    Run.State.WRONG,
                    String.format(Locale.ROOT, "WRONG: %,d rows are not what the archive says.", report.different()));
        }
        return new Ending(Run.State.DONE, String.format(Locale.ROOT, "Equal: %,d rows.", report.equal()));
    }
}
