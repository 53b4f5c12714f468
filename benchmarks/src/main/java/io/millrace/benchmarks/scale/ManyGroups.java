package io.millrace.benchmarks.scale;

import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Platform;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Fills one window with many groups, and says what a group takes and how long the stream-processor needs to count on: after a stop and a start, after a
 * {@code kill -9} alone, and after one with another process beside it that has copies of its state. Usage: {@code ManyGroups [groups]}, 1,000,000 if
 * left out.
 */
public final class ManyGroups {
    private static final int GROUPS = 1_000_000;
    private static final int REGIONS = 40;
    private static final int BATCH = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String TENANT = "scale";
    private static final String PIPELINE = "meters";
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T01:00:00Z";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: meters
            event:
              fields:
                - {name: unit,   type: string}
                - {name: region, type: string}
                - {name: at,     type: timestamp}
                - {name: amount, type: long}
              time: at
            rollups:
              - {name: unit_1h, dimensions: [unit], window: {type: tumbling, size: 1h},
                 measures: [{name: total, type: sum, field: amount}, {name: most, type: max, field: amount}, {name: mean, type: avg, field: amount}]}
              - {name: region_1h, dimensions: [region], window: {type: tumbling, size: 1h}, measures: [{name: total, type: sum, field: amount}]}
            """;

    private final Trial trial;
    private final Requests requests;
    private long sent;

    private ManyGroups(Trial trial) {
        this.trial = trial;
        requests = new Requests(trial.platform().addresses());
    }

    public static void main(String[] arguments) throws Exception {
        int groups = arguments.length == 0 ? GROUPS : Integer.parseInt(arguments[0]);
        try (Trial trial = Trial.start()) {
            new ManyGroups(trial).run(groups);
        }
    }

    private void run(int groups) throws IOException, InterruptedException {
        requests.put(TENANT, PIPELINE, DEFINITION);
        fill(groups);
        trial.printMemory();
        Platform platform = trial.platform();
        long started = System.nanoTime();
        platform.stop(Component.STREAM);
        platform.start(Component.STREAM);
        countOn("a stop and a start", started);
        started = System.nanoTime();
        platform.kill(Component.STREAM);
        platform.start(Component.STREAM);
        countOn("kill -9 and a start", started);
        killWithAnotherBeside(platform);
        trial.printMemory();
    }

    private void fill(int groups) throws IOException, InterruptedException {
        long started = System.nanoTime();
        StringBuilder batch = new StringBuilder();
        for (int group = 0; group < groups; group++) {
            line(group, batch);
            if ((group + 1) % BATCH == 0 || group == groups - 1) {
                requests.send(TENANT, PIPELINE, batch.toString());
                batch.setLength(0);
            }
        }
        sent = groups;
        URI stream = trial.platform().http(Component.STREAM);
        Trial.await("all groups are in state", PATIENCE, () -> groups() == groups + REGIONS);
        double seconds = Trial.seconds(started);
        double bytes = requests.metric(stream, "millrace_stream_state_bytes", PIPELINE);
        Trial.print(
                "%,d groups in state after %.1f s; key and value of a group %.0f bytes, on disk %.0f bytes",
                groups, seconds, bytes / (groups + REGIONS), (double) trial.diskBytes("stream-processor") / groups);
        Trial.print(
                "every group queryable after %.1f s", seconds + Trial.await("all is served", PATIENCE, this::isServed));
    }

    private static void line(int number, StringBuilder out) {
        out.append("{\"unit\":\"unit-")
                .append(number)
                .append("\",\"region\":\"region-")
                .append(number % REGIONS)
                .append("\",\"at\":\"2026-01-01T00:00:07Z\",\"amount\":")
                .append(number % 1_000)
                .append("}\n");
    }

    private double groups() {
        return requests.metric(trial.platform().http(Component.STREAM), "millrace_stream_groups", PIPELINE);
    }

    private boolean isServed() {
        return requests.events(TENANT, PIPELINE, "region_1h", FROM, TO) == sent;
    }

    /** Sends an event to a group of each region, which lie in all partitions, and waits until all are counted. */
    private void countOn(String after, long startedNanos) throws InterruptedException {
        StringBuilder batch = new StringBuilder();
        for (int region = 0; region < REGIONS; region++) {
            line(region, batch);
        }
        requests.send(TENANT, PIPELINE, batch.toString());
        sent += REGIONS;
        Trial.await("events are counted after " + after, PATIENCE, this::isServed);
        Trial.print(
                "after %s: new events of all partitions queryable after %.1f s", after, Trial.seconds(startedNanos));
    }

    private void killWithAnotherBeside(Platform platform) throws IOException, InterruptedException {
        ExternalAddresses servers = new ExternalAddresses(
                Optional.of(platform.addresses().kafka()),
                Optional.of(platform.addresses().cassandra()),
                Optional.of(platform.addresses().registry()));
        try (Platform other = Platform.start(
                trial.options()
                        .withDataFolder(trial.folder().resolve("other"))
                        .withPorts(Ports.free())
                        .withExternalAddresses(servers)
                        .withComponents(EnumSet.of(Component.STREAM)),
                SupervisorListener.SILENT,
                Clock.systemUTC())) {
            // Whatever is moved between the two has its state there first.
            Trial.await(
                    "the other has work to do",
                    PATIENCE,
                    () -> requests.metric(other.http(Component.STREAM), "millrace_stream_groups", PIPELINE) > 0);
            countOn("another process came", System.nanoTime());
            long started = System.nanoTime();
            platform.kill(Component.STREAM);
            countOn("kill -9 with another process beside", started);
            platform.start(Component.STREAM);
        }
    }
}
