package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.embedded.Component;
import io.millrace.embedded.SparkApplication;
import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.model.event.EventSchema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Three rollups from a topic of events into Cassandra, on the same cores: by Millrace's stream-processor and its sink of rows, and by Spark Structured Streaming. Of each, how
 * fast bursts are worked off, and how long an acknowledged event takes until its row can be read from Cassandra, while others flow. Both are sent the same readings, at
 * different times. No ratio is printed unless each stored exactly what its events come to. Millrace is also measured as it is installed, when it archives every event
 * besides. Usage: {@code StreamingComparison [events [copies]]}, of a burst: 1,000,000 if left out. With {@code copies} one event of a hundred comes twice, as after a
 * request that was sent again, and counts once: both engines remember a day of ids. Without, Structured Streaming runs two programs, a query a rollup and one pass for all, and
 * Millrace runs as installed too.
 */
public final class StreamingComparison {
    private static final int EVENTS = 1_000_000;
    private static final double GOAL = 3;
    private static final double LATENCY_GOAL = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<Component> COMPONENTS = Set.of(
            Component.KAFKA,
            Component.CASSANDRA,
            Component.REGISTRY,
            Component.INGEST,
            Component.STREAM,
            Component.WRITER);
    /** Of a pipeline's first definition. */
    private static final int GENERATION = 1;

    private final Lab lab;
    private final CqlSession session;
    private final int events;
    private final boolean copies;
    private final String topic;
    /** A window that has no readings yet, nor has any later one. */
    private long next = Corpus.START;

    /** Settled when every event is archived. What ends is started again. */
    private record Installed(Offsets offsets, String topic) implements StreamTrial.Engine {
        @Override
        public void requireRunning() {}

        @Override
        public boolean isSettled() throws InterruptedException, ExecutionException {
            return offsets.lag(ConsumerGroups.ARCHIVE, topic) == 0;
        }
    }

    private StreamingComparison(Lab lab, CqlSession session, int events, boolean copies) {
        this.copies = copies;
        this.lab = lab;
        this.session = session;
        this.events = events;
        topic = lab.topics().events(Corpus.TENANT).name();
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        int events = arguments.length == 0 ? EVENTS : Integer.parseInt(arguments[0]);
        boolean copies = arguments.length > 1;
        if (copies && !List.of("copies").equals(List.of(arguments).subList(1, arguments.length))) {
            throw new IllegalArgumentException("Usage: StreamingComparison [events [copies]]");
        }
        try (Lab lab = Lab.open(COMPONENTS);
                CqlSession session = new CassandraConnection(
                                lab.platform().addresses().cassandra().toString(),
                                CassandraConnection.DEFAULT_DATACENTER,
                                TIMEOUT)
                        .open("benchmark");
                Offsets offsets = new Offsets(lab)) {
            new StreamingComparison(lab, session, events, copies).run(offsets);
        }
    }

    private void run(Offsets offsets) throws Exception {
        putDefinition();
        EventSchema schema = Corpus.schema();
        int schemaId = lab.registry().register(topic + "-" + schema.avro().getFullName(), schema.avro());
        MillraceRows rows = new MillraceRows(session, GENERATION);
        List<StreamTrial> ours = new ArrayList<>();
        if (!copies) {
            ours.add(trial("Millrace as installed", rows, schemaId, new Installed(offsets, topic)));
        }
        lab.platform().stop(Component.WRITER);
        try (RollupSink sink = RollupSink.start(lab, session)) {
            ours.add(trial("Millrace", rows, schemaId, sink::requireRunning));
        }
        lab.platform().stop(Component.STREAM);

        StoredRows sparkRows = SparkRows.create(session);
        SparkRuns runs = new SparkRuns(lab);
        List<StreamTrial> theirs = new ArrayList<>();
        for (String program : copies ? List.of("copies-dropped") : List.of("query-a-rollup", "one-pass")) {
            try (RunningSpark spark = runs.start(structuredStreaming(program, runs, schema, offsets))) {
                theirs.add(trial("Structured Streaming, " + program, sparkRows, schemaId, spark::requireRunning));
            }
        }
        ours.forEach(one -> theirs.forEach(other -> print(one, other)));
    }

    private StreamTrial trial(String engine, StoredRows rows, int schemaId, StreamTrial.Engine running)
            throws InterruptedException, ExecutionException {
        CalmCassandra.await(session);
        try (Readings readings = new Readings(lab, schemaId, next, copies)) {
            StreamTrial trial = new StreamTrial(engine, rows, readings, events);
            trial.run(running);
            next = readings.windows().until();
            return trial;
        }
    }

    private static void print(StreamTrial ours, StreamTrial theirs) {
        System.out.println(new Measured(
                ours.engine(), "events/s", ours.eventsPerSecond(), theirs.engine(), theirs.eventsPerSecond(), GOAL));
        double times = theirs.latency() / ours.latency();
        System.out.println(String.format(
                Locale.ROOT,
                "%s: median latency %.2f s, of %s %.2f s   1/%.1f (goal 1/%.0f%s)",
                ours.engine(),
                ours.latency(),
                theirs.engine(),
                theirs.latency(),
                times,
                LATENCY_GOAL,
                times >= LATENCY_GOAL ? "" : ", missed"));
    }

    private void putDefinition() throws IOException, InterruptedException {
        URI pipeline = URI.create(
                lab.platform().addresses().ingest() + "/v1/tenants/" + Corpus.TENANT + "/pipelines/" + Corpus.PIPELINE);
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(pipeline)
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofString(Corpus.definition()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("PUT answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Reads the topic from where it ends now, so that none of its own readings can be missed. */
    private SparkApplication structuredStreaming(String program, SparkRuns runs, EventSchema schema, Offsets offsets)
            throws IOException, InterruptedException, ExecutionException {
        Path file = Files.writeString(
                lab.folder().resolve("schema.avsc"), schema.avro().toString());
        String from = offsets.ends(topic).entrySet().stream()
                .map(end -> "\"" + end.getKey().partition() + "\":" + end.getValue())
                .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
        return runs.theirs(
                "StreamToCassandra",
                List.of(
                        lab.platform().addresses().kafka(),
                        topic,
                        from,
                        file.toString(),
                        lab.folder().resolve("checkpoints").resolve(program).toString(),
                        program));
    }
}
