package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.api.FileIngest;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import io.millrace.cli.output.ProgressBar;
import io.millrace.cli.output.RollupTable;
import io.millrace.cli.output.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The guided first run: puts the example's definition, sends its sample over HTTP, waits until every accepted reading is in the served rollup,
 * and shows some of it. Run again, it finds the numbers there and sends nothing.
 */
public final class Demo {
    private static final String TENANT = "demo";
    private static final String PIPELINE = "gpon";
    private static final String ROLLUP = "province_5m";
    /** All of the sample: its first reading is at 11:00 in Shanghai. */
    private static final String FROM = "2019-08-01T03:00:00Z";

    private static final String TO = "2019-08-01T06:00:00Z";
    private static final int SHOWN_ROWS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 250;

    private final MillraceApi api;
    private final FileIngest ingest;
    private final Path folder;
    private final PrintWriter out;

    /**
     * @param folder the example's
     */
    public Demo(MillraceApi api, FileIngest ingest, Path folder, PrintWriter out) {
        this.api = api;
        this.ingest = ingest;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param offsetOption what later commands must be given to reach this Millrace
     * @throws IllegalStateException if the numbers are not complete in time
     */
    public void run(String offsetOption)
            throws IOException, ProblemException, UnavailableException, InterruptedException {
        Path definition = folder.resolve("pipeline.yaml");
        Path sample = folder.resolve("sample.csv");
        out.println();
        out.println("Definition  " + definition);
        api.putPipeline(TENANT, PIPELINE, Files.readString(definition), false);
        SampleFile expected = SampleFile.read(TENANT, definition, sample);
        if (servedEvents() >= expected.usable()) {
            out.printf(Locale.ROOT, "Sample      %s is loaded already%n", sample);
        } else {
            out.printf(Locale.ROOT, "Sample      %s, %,d readings%n", sample, expected.usable() + expected.unusable());
            out.flush();
            load(sample);
            awaitComplete(expected.usable());
        }
        show(offsetOption);
    }

    private void load(Path sample) throws IOException, ProblemException, UnavailableException, InterruptedException {
        ProgressBar bar = new ProgressBar(System.out, Terminal.isInteractive(), "ingest", Files.size(sample));
        FileIngest.Outcome outcome =
                ingest.send(TENANT, PIPELINE, sample, "text/csv", List.of(), "demo-sample-1", bar::update);
        bar.finish(
                Files.size(sample),
                String.format(
                        Locale.ROOT,
                        "%,d accepted, %,d rejected (dead letters, on purpose)",
                        outcome.accepted(),
                        outcome.rejectedCount()));
    }

    private void awaitComplete(long expected) throws ProblemException, UnavailableException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long started = System.nanoTime();
        long served = servedEvents();
        while (served < expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + PATIENCE.toSeconds() + " s only " + served + " of "
                        + expected + " readings are in the rollup; the logs of the services say why");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            served = servedEvents();
        }
        out.printf(
                Locale.ROOT,
                "Complete    all %,d readings are in the rollups, %.1f s after the last was accepted%n",
                served,
                (System.nanoTime() - started) / 1e9);
    }

    private long servedEvents() throws ProblemException, UnavailableException {
        long events = 0;
        List<Parameter> parameters = new ArrayList<>(
                List.of(new Parameter("from", FROM), new Parameter("to", TO), new Parameter("limit", "10000")));
        try {
            JsonNode page = api.getRollup(TENANT, PIPELINE, ROLLUP, parameters, "application/json")
                    .body();
            for (JsonNode row : page.path("rows")) {
                events += row.path("events").asLong();
            }
        } catch (ProblemException problem) {
            // The query service follows the definitions: it hears of a new pipeline a moment after it was put. And what
            // it can't answer right after a start it may soon.
            if (problem.problem().status() != 404 && !problem.problem().retryable()) {
                throw problem;
            }
        }
        return events;
    }

    private void show(String offsetOption) throws ProblemException, UnavailableException {
        List<Parameter> parameters = List.of(
                new Parameter("from", FROM),
                new Parameter("to", TO),
                new Parameter("where", "province:HKD"),
                new Parameter("measures", "readings,avg_in,max_in"),
                new Parameter("limit", Integer.toString(SHOWN_ROWS)));
        JsonNode page = api.getRollup(TENANT, PIPELINE, ROLLUP, parameters, "application/json")
                .body();
        List<JsonNode> rows = new ArrayList<>();
        page.path("rows").forEach(rows::add);
        out.println();
        out.println("Mean and greatest speed of province HKD, in windows of five minutes (bit/s):");
        out.println();
        out.print(RollupTable.text(rows));
        out.println();
        out.println("The same with curl:");
        out.println("  curl '" + api.rollupUri(TENANT, PIPELINE, ROLLUP, parameters) + "'");
        out.println("Or:");
        out.println("  ./millrace query " + TENANT + " " + PIPELINE + " device_5m --from " + FROM + " --to " + TO
                + offsetOption);
        out.println("Next:");
        out.println("  " + folder.resolve("README.md") + "  more questions to this data, and their answers");
        out.println("  docs/pipeline-definition.md  describe your own");
        out.println();
        out.flush();
    }
}
