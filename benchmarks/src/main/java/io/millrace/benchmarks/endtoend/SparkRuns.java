package io.millrace.benchmarks.endtoend;

import io.millrace.embedded.SparkApplication;
import io.millrace.embedded.SparkSubmit;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Submits the applications of {@code benchmarks/spark}: each has a process of its own, and in it all cores. */
final class SparkRuns {
    static final int MEGABYTES = 2_048;

    private static final String PACKAGE = "io.millrace.benchmarks.spark.";
    private static final String MEASURED = "measured ";
    private static final String EVENTS = "events ";

    private final Lab lab;

    SparkRuns(Lab lab) {
        this.lab = lab;
    }

    /** One that computes with Millrace's recompute, and has its libraries. */
    SparkApplication ours(String name, List<String> arguments) throws IOException {
        return application(name, arguments, List.of(lab.installation().recomputeJar()), Map.of());
    }

    /** One that knows nothing of Millrace, and has what Spark offers for Cassandra, Kafka and Avro. */
    SparkApplication theirs(String name, List<String> arguments) throws IOException {
        List<Path> libraries = new ArrayList<>(jars());
        libraries.remove(own());
        String cassandra = lab.platform().addresses().cassandra().toString();
        int colon = cassandra.lastIndexOf(':');
        Map<String, String> properties = Map.of(
                "spark.cassandra.connection.host",
                cassandra.substring(0, colon),
                "spark.cassandra.connection.port",
                cassandra.substring(colon + 1),
                // The default, 200, is for clusters: it would be slower here.
                "spark.sql.shuffle.partitions",
                Integer.toString(Corpus.PARTITIONS));
        return application(name, arguments, libraries, properties);
    }

    private SparkApplication application(
            String name, List<String> arguments, List<Path> libraries, Map<String, String> properties)
            throws IOException {
        Map<String, String> all = new HashMap<>(properties);
        all.put("spark.ui.enabled", "false");
        return new SparkApplication(own(), PACKAGE + name, arguments, libraries, all, Map.of());
    }

    private Path own() throws IOException {
        return jars().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("benchmarks-spark-"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("benchmarks/spark is not built"));
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(lab.installation().home().resolve("lib/benchmarks-spark"))) {
            return files.sorted().toList();
        }
    }

    /**
     * Runs one that says {@code measured} and seconds in each round, to its end.
     *
     * @param events that each round must have been about, if it says so
     * @return seconds of each round but the first, which warms up
     */
    List<Double> seconds(SparkApplication application, long events) throws IOException, InterruptedException {
        Path output = output();
        int exit = submit(output).local(application, MEGABYTES);
        List<String> said = Files.readAllLines(output);
        if (exit != 0) {
            throw new IllegalStateException(application.mainClass() + " ended with " + exit + ": " + said);
        }
        List<Double> seconds = new ArrayList<>();
        for (String line : said) {
            if (line.startsWith(EVENTS) && Long.parseLong(line.substring(EVENTS.length())) != events) {
                throw new IllegalStateException(application.mainClass() + " read " + line + ", not " + events);
            }
            if (line.startsWith(MEASURED)) {
                seconds.add(Double.parseDouble(line.substring(MEASURED.length())));
                System.out.printf(
                        Locale.ROOT,
                        "  %s %s, %s: %.1f s%n",
                        application.mainClass().substring(PACKAGE.length()),
                        application.arguments().get(0),
                        seconds.size() == 1 ? "to warm up" : "round " + (seconds.size() - 1),
                        seconds.get(seconds.size() - 1));
            }
        }
        return seconds.subList(1, seconds.size());
    }

    /** Starts one that runs until it is closed. */
    RunningSpark start(SparkApplication application) throws IOException {
        return RunningSpark.start(submit(output()), application);
    }

    private SparkSubmit submit(Path output) {
        return new SparkSubmit(lab.installation(), lab.folder().resolve("spark"), Redirect.to(output.toFile()));
    }

    private Path output() throws IOException {
        return Files.createTempFile(lab.folder(), "spark-", ".out");
    }
}
