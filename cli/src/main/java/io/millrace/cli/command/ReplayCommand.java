package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.FileIngest;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.output.ProgressBar;
import io.millrace.cli.output.Terminal;
import io.millrace.cli.replay.Player;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RecordFile;
import io.millrace.model.replay.Playback;
import io.millrace.model.replay.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace replay}. */
@Command(
        name = "replay",
        description = "Play files of events in the order and at the pace of their event times: CSV or NDJSON.",
        footer = {
            "",
            "Gaps are kept, in proportion to the speed. All files, and those of folders, are played as one.",
            "A source of type replay does the same within Millrace.",
            "",
            "Example:",
            "  millrace replay acme gpon examples/gpon/sample.csv --speed 60 --shift"
        })
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose pipeline it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline; it must declare event.time.")
    private String pipeline = "";

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "FILE", description = "What to play: files or folders.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times as fast as it happened, or max. Default: 1.")
    private String speed = "1";

    @Option(
            names = "--shift",
            description = "Move event times to when records are played; at speed max so that the last is now.")
    private boolean shift;

    @Option(names = "--loop", description = "Begin again when it is over, until it is stopped.")
    private boolean loop;

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        OptionalDouble times = speed();
        MillraceApi api = connection.api();
        PipelineDefinition definition = DefinitionReader.read(api.getPipeline(tenant, pipeline), pipeline);
        if (definition.event().time().isEmpty()) {
            throw new IllegalArgumentException("the pipeline " + pipeline + " declares no event.time to play by");
        }
        EventSchema schema = EventSchema.of(tenant, pipeline, definition.event());
        List<RecordFile> found = find(ReaderOptions.DEFAULT.with(csv.dialect()));
        Recording recording = recording(found, definition, schema);
        FileIngest ingest = new FileIngest(api, new ToldPause(spec.commandLine().getErr()));
        Clock clock = Clock.systemUTC();
        Player player = new Player(
                recording,
                definition,
                schema,
                (body, key) -> ingest.send(tenant, pipeline, "application/x-ndjson", body, key),
                clock,
                time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
        String run = UUID.randomUUID().toString();
        Player.Totals totals = new Player.Totals(0, 0, 0);
        long bytes = bytes(found);
        int round = 0;
        do {
            round++;
            Playback playback =
                    new Playback(times, shift, clock.millis(), recording.time(0), recording.time(recording.size() - 1));
            ProgressBar bar =
                    new ProgressBar(System.err, Terminal.isInteractive(), loop ? "round " + round : "replay", bytes);
            Player.Totals ofRound =
                    player.play(playback, run + "/" + round, played -> bar.update(bytes * played / recording.size()));
            bar.finish(
                    bytes,
                    String.format(
                            Locale.ROOT,
                            "%,d accepted, %,d rejected, %,d could not be read",
                            ofRound.accepted(),
                            ofRound.rejected(),
                            ofRound.unread()));
            totals = totals.plus(ofRound);
        } while (loop);
        PrintWriter out = spec.commandLine().getOut();
        if (totals.unread() > 0) {
            out.printf("%,d records are no events of the pipeline; millrace ingest says why%n", totals.unread());
        }
        out.flush();
        return (totals.rejected() + totals.unread() == 0 ? ExitCode.DONE : ExitCode.REJECTED_RECORDS).code();
    }

    private OptionalDouble speed() {
        if (speed.equals("max")) {
            return OptionalDouble.empty();
        }
        try {
            double times = Double.parseDouble(speed);
            if (times > 0 && Double.isFinite(times)) {
                return OptionalDouble.of(times);
            }
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(noSpeed(), malformed);
        }
        throw new IllegalArgumentException(noSpeed());
    }

    private String noSpeed() {
        return "no such speed: " + speed + "; a number above 0, or max";
    }

    private List<RecordFile> find(ReaderOptions options) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                try (Stream<Path> listing = Files.list(file)) {
                    listing.filter(path -> RecordFile.formatOf(path.toString()).isPresent())
                            .sorted()
                            .forEach(paths::add);
                }
            } else {
                paths.add(file);
            }
        }
        List<RecordFile> found = new ArrayList<>();
        for (Path path : paths) {
            found.add(new RecordFile(
                    path,
                    RecordFile.formatOf(path.toString())
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "can't play " + path + ": its name does not end with .csv or .ndjson")),
                    options));
        }
        return found;
    }

    private static long bytes(List<RecordFile> files) throws IOException {
        long bytes = 0;
        for (RecordFile file : files) {
            bytes += Files.size(file.path());
        }
        return bytes;
    }

    private static Recording recording(List<RecordFile> files, PipelineDefinition definition, EventSchema schema)
            throws IOException {
        try {
            Recording recording = Recording.of(files, definition, schema);
            if (recording.size() == 0) {
                throw new IllegalArgumentException("there is no record with an event time");
            }
            return recording;
        } catch (MalformedBodyException malformed) {
            throw new IllegalArgumentException(malformed.message(), malformed);
        }
    }
}
