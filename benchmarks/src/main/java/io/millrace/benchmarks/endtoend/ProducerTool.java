package io.millrace.benchmarks.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.tools.ProducerPerformance;

/** Kafka's own producer performance tool, in a process of its own, set as the ingest service's producer is: acks=all, idempotent, lz4. */
public final class ProducerTool {
    private static final String CPU = "processor time, ms: ";
    private static final Pattern CPU_LINE = Pattern.compile(CPU + "([0-9]+)");
    private static final Pattern RATE = Pattern.compile("([0-9.]+) records/sec");

    private final Lab lab;
    private final String topic;

    ProducerTool(Lab lab, String topic) {
        this.lab = lab;
        this.topic = topic;
    }

    /**
     * What the tool says of itself.
     *
     * @param rate records a second
     * @param cpuSeconds of its process, from its start
     */
    record Outcome(double rate, double cpuSeconds) {}

    /** The process: runs the tool, and says what processor time all of it took. */
    public static void main(String[] arguments) throws Exception {
        ProducerPerformance.main(arguments);
        System.out.println(CPU
                + ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow()
                        .toMillis());
    }

    /**
     * @param payload lines, of which each record is one
     */
    Outcome send(Path payload, int records) throws IOException, InterruptedException {
        List<String> properties = List.of(
                "acks=all", "enable.idempotence=true", "compression.type=lz4", "linger.ms=5", "batch.size=131072");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        ProcessHandle.current().info().command().orElse("java"),
                                        "-Xmx512m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        ProducerTool.class.getName(),
                                        "--topic",
                                        topic,
                                        "--num-records",
                                        Integer.toString(records),
                                        "--throughput",
                                        "-1",
                                        "--payload-file",
                                        payload.toString(),
                                        "--bootstrap-server",
                                        lab.platform().addresses().kafka()),
                                properties.stream().flatMap(property -> Stream.of("--command-property", property)))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the producer performance tool failed: " + output);
        }
        return new Outcome(last(RATE, output), last(CPU_LINE, output) / 1_000);
    }

    private static double last(Pattern pattern, String output) {
        Matcher found = pattern.matcher(output);
        double last = Double.NaN;
        while (found.find()) {
            last = Double.parseDouble(found.group(1));
        }
        if (Double.isNaN(last)) {
            throw new IllegalStateException("no \"" + pattern + "\" in: " + output);
        }
        return last;
    }
}
