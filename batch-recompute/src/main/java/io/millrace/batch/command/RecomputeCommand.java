package io.millrace.batch.command;

import io.millrace.batch.command.Execution.Ending;
import io.millrace.batch.run.Assignment;
import io.millrace.batch.run.Diary;
import io.millrace.batch.run.DryRun;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.FileHistory;
import io.millrace.batch.run.Recompute;
import io.millrace.batch.run.Report;
import io.millrace.batch.run.Request;
import io.millrace.batch.run.TopicHistory;
import io.millrace.batch.run.World;
import io.millrace.batch.spark.RecomputeJob.Written;
import io.millrace.cassandra.Run;
import io.millrace.model.event.EventFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Applies today's definition to history. */
@Command(
        name = "recompute",
        description = {
            "Computes windows again as the definition means them today, and lets readers see them in one step.",
            "Events may come meanwhile: none is missing, none counted twice. Killed, it leaves nothing that readers see."
        },
        mixinStandardHelpOptions = true)
public final class RecomputeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--dry-run", description = "Say what would change, and write nothing.")
    private boolean dryRun;

    @Option(names = "--shadow", description = "Compute and write, publish nothing, and leave nothing.")
    private boolean shadow;

    @Option(names = "--json", description = "Of a dry run: the report as JSON.")
    private boolean json;

    @Option(
            names = "--lookups",
            paramLabel = "WHICH",
            defaultValue = "latest",
            description =
                    "latest: join with lookups as they are now; accepted: as they were when events came. Default: latest.")
    private WhichLookups lookups = WhichLookups.LATEST;

    @Option(
            names = "--source",
            paramLabel = "WHERE",
            defaultValue = "archive",
            description = {
                "archive: what is archived; kafka: also what the topic of events still has, which is archived first;",
                "files: also what files have, which are sent to ingest-service first: together with the archive they",
                "are to have all events of the interval. Default: archive."
            })
    private Source source = Source.ARCHIVE;

    @Option(
            names = "--files",
            paramLabel = "FILE",
            split = ",",
            description = {
                "Of --source files: on this machine, named " + EventFile.NAMES + ".",
                "The same file given again is counted once, within the pipeline's lateness."
            })
    private List<Path> files = List.of();

    /** Where events come from. */
    enum Source {
        ARCHIVE,
        KAFKA,
        FILES
    }

    /** Versions of lookups. */
    enum WhichLookups {
        LATEST,
        ACCEPTED
    }

    @Override
    public Integer call() {
        if (dryRun && source != Source.ARCHIVE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dry-run writes nothing, so its --source is the archive; --shadow has others");
        }
        checkFiles();
        Request request = Terminals.request(spec, scope, options.who());
        Run.Kind kind = dryRun ? Run.Kind.DRY_RUN : shadow ? Run.Kind.SHADOW : Run.Kind.RECOMPUTE;
        return Terminals.execution(spec)
                .run(
                        connection,
                        kind,
                        request,
                        facts -> {
                            // What comes from elsewhere is known only when it is there.
                            List<Assignment> checked = assignments(
                                    facts, request, source == Source.ARCHIVE ? Long.MAX_VALUE : Long.MIN_VALUE);
                            return checked.stream().map(Assignment::rollup).toList();
                        },
                        (world, facts, diary) -> work(kind, request, world, facts, diary));
    }

    private void checkFiles() {
        if ((source == Source.FILES) == files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--files FILE,… and --source files go together");
        }
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new ParameterException(spec.commandLine(), "there is no file " + file + " that can be read");
            }
            if (EventFile.named(file.toString()).isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "the name of " + file + " does not tell its format: it is to end in " + EventFile.NAMES);
            }
        }
    }

    private List<Assignment> assignments(Facts facts, Request request, long wholeFrom) {
        long asOf = lookups == WhichLookups.LATEST ? facts.definitionsOffset() : -1;
        return Recompute.assignments(facts, request, asOf, Clock.systemUTC().instant(), wholeFrom);
    }

    private Ending work(Run.Kind kind, Request request, World world, Facts facts, Diary diary)
            throws InterruptedException {
        String ofFiles = "";
        long wholeFrom =
                switch (source) {
                    case ARCHIVE -> Long.MAX_VALUE;
                    case KAFKA ->
                        new TopicHistory(world, facts, diary).archive(assignments(facts, request, Long.MIN_VALUE));
                    case FILES -> {
                        ofFiles = send(request, new FileHistory(world, facts, diary));
                        yield Long.MIN_VALUE;
                    }
                };
        List<Assignment> assignments = assignments(facts, request, wholeFrom);
        if (kind == Run.Kind.DRY_RUN) {
            Report report = new DryRun(world, facts, diary, options.patience()).run(assignments);
            Reports.print(kind, request, report, json, spec.commandLine().getOut());
            return new Ending(Run.State.DONE, String.format(Locale.ROOT, "%,d rows would change.", report.different()));
        }
        Recompute recompute = new Recompute(world, facts, diary, options.patience());
        if (kind == Run.Kind.SHADOW) {
            Written written = recompute.shadow(assignments);
            return new Ending(
                    Run.State.DONE, "Computed in shadow: " + text(written) + " Nothing was published." + ofFiles);
        }
        Written written = recompute.publish(
                assignments, facts.pipeline().definition().retention().generations());
        return new Ending(Run.State.PUBLISHED, "Published: " + text(written) + ofFiles);
    }

    /** Says what is to be known of them once all is done. */
    private String send(Request request, FileHistory history) {
        long rejected = history.send(files).rejected();
        String letters = rejected == 0
                ? ""
                : String.format(
                        Locale.ROOT, " %,d records of the files were rejected: they are dead letters.", rejected);
        return letters
                + history.warning(request.from()).map(warning -> " " + warning).orElse("");
    }

    static String text(Written written) {
        String rows = String.format(Locale.ROOT, "%,d rows of %,d events.", written.rows(), written.events());
        return written.leftOut() == 0
                ? rows
                : rows
                        + String.format(
                                Locale.ROOT,
                                " %,d times an accepted event was left out of a rollup, since the definition can't evaluate it.",
                                written.leftOut());
    }
}
