package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs examples as they are meant to: puts their definitions, whose sources fetch the data, and says how to ask for it. */
public final class ExampleDemo {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int POLL_MILLIS = 500;
    private static final int FEW_ROWS = 5;
    private static final int MANY_ROWS = 1_000;

    private final MillraceApi administrator;
    private final TenantKeys keys;
    private final Map<String, MillraceApi> tenants = new HashMap<>();
    private final Path examples;
    private final ExampleData data;
    private final Clock clock;
    private final PrintWriter out;

    /**
     * @param administrator may do everything
     * @param examples the folder of all examples
     */
    public ExampleDemo(MillraceApi administrator, Path examples, ExampleData data, Clock clock, PrintWriter out) {
        this.administrator = administrator;
        keys = new TenantKeys(administrator);
        this.examples = examples;
        this.data = data;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Puts an example in force for its tenants, with its data. Tenants that have a key of their own are asked for with it from then on.
     *
     * @param apiPort where the stand-in for polled APIs serves
     * @param offsetOption what later commands must be given to reach this Millrace
     */
    public void begin(Example example, int apiPort, String offsetOption)
            throws IOException, InterruptedException, ProblemException, UnavailableException {
        Path folder = examples.resolve(example.title());
        String definition = Files.readString(folder.resolve("pipeline.yaml"))
                .replace("http://127.0.0.1:" + StandIn.PORT + "/", "http://127.0.0.1:" + apiPort + "/");
        out.println();
        out.println(example.title() + "  (" + folder.resolve("README.md") + ")");
        for (String tenant : example.tenants()) {
            data.provide(example, tenant);
            Optional<Map<String, Long>> quotas = example.quotas(tenant);
            if (quotas.isPresent()) {
                giveKey(tenant, quotas.get());
            }
            api(tenant).putPipeline(tenant, example.title(), definition, false);
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            for (String question : example.questions()) {
                out.println("  ./millrace "
                        + String.format(Locale.ROOT, question, tenant)
                                .replace("TODAY", today + "T00:00:00Z")
                                .replace("TOMORROW", today.plusDays(1) + "T00:00:00Z")
                        + offsetOption);
            }
            if (quotas.isPresent()) {
                out.println("  curl -H \"Authorization: Bearer $MILLRACE_KEY\" '"
                        + api(tenant).rollupUri(tenant, example.title(), firstRollup(example), week(example, FEW_ROWS))
                        + "'");
            }
        }
        out.flush();
    }

    private void giveKey(String tenant, Map<String, Long> quotas) throws ProblemException, UnavailableException {
        String key = keys.renew(tenant, quotas);
        tenants.put(tenant, administrator.withKey(key));
        out.println();
        out.printf(
                Locale.ROOT,
                "  Tenant %s may send %,d records/s over HTTP, %d s of them at once. Its key, shown this once (the next run makes another):%n",
                tenant,
                quotas.get("recordsPerSecond"),
                quotas.get("burstSeconds"));
        out.println("  export MILLRACE_KEY=" + key);
    }

    private MillraceApi api(String tenant) {
        return tenants.getOrDefault(tenant, administrator);
    }

    private String firstRollup(Example example) throws IOException {
        PipelineDefinition definition = DefinitionReader.read(
                Files.readString(examples.resolve(example.title()).resolve("pipeline.yaml")));
        return definition.rollups().get(0).name();
    }

    /**
     * Waits until each rollup of an example has events for each of its tenants, and says how many.
     *
     * @throws IllegalStateException if that takes too long
     */
    public void awaitEvents(Example example)
            throws IOException, ProblemException, UnavailableException, InterruptedException {
        String rollup = firstRollup(example);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String tenant : example.tenants()) {
            long events = events(tenant, example, rollup);
            while (events == 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("after " + PATIENCE.toSeconds() + " s there is nothing of "
                            + example.title() + "; why, its sources say (GET /v1/tenants/" + tenant
                            + "/sources of ingest-service), or the logs of the services");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                events = events(tenant, example, rollup);
            }
            out.printf(
                    Locale.ROOT, "%s of tenant %s: %,d events in %s so far%n", example.title(), tenant, events, rollup);
        }
        out.flush();
    }

    private long events(String tenant, Example example, String rollup) throws ProblemException, UnavailableException {
        long events = 0;
        try {
            JsonNode page = api(tenant)
                    .getRollup(tenant, example.title(), rollup, week(example, MANY_ROWS), "application/json")
                    .body();
            for (JsonNode row : page.path("rows")) {
                events += row.path("events").asLong();
            }
        } catch (ProblemException problem) {
            // The query service follows the definitions and keys: it hears of a new one a moment after it was made. And
            // what it can't answer right after a start it may soon.
            if (problem.problem().status() != 404
                    && problem.problem().status() != 401
                    && !problem.problem().retryable()) {
                throw problem;
            }
        }
        return events;
    }

    private List<Parameter> week(Example example, int rows) {
        LocalDate from = example.from(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return List.of(
                new Parameter("from", from + "T00:00:00Z"),
                new Parameter("to", from.plusDays(Example.DAYS) + "T00:00:00Z"),
                new Parameter("limit", Integer.toString(rows)));
    }
}
