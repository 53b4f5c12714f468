package io.millrace.benchmarks.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Sends one event after another to a pipeline of its own, each into a window of its own, and waits until that window can be queried: a question reads one row, so asking often is hardly a load. Not
 * thread-safe.
 */
final class Probe {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int GROUPS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: NAME
            event:
              fields:
                - {name: unit,   type: string}
                - {name: at,     type: timestamp}
                - {name: amount, type: long}
              time: at
            rollups:
              - {name: unit_5m, dimensions: [unit], window: {type: tumbling, size: 5m},
                 measures: [{name: total, type: sum, field: amount}, {name: most, type: max, field: amount}]}
            """;

    private final Requests requests;
    private final String tenant;
    private final String pipeline;
    private long sent;

    Probe(Requests requests, String tenant, String pipeline) {
        this.requests = requests;
        this.tenant = tenant;
        this.pipeline = pipeline;
        requests.put(tenant, pipeline, definition(pipeline));
    }

    /** Of a pipeline for events such as those of {@link #line}: a rollup of 1,000 groups. */
    static String definition(String pipeline) {
        return DEFINITION.replace("NAME", pipeline);
    }

    /** Appends an event. */
    static void line(long number, StringBuilder out) {
        line("unit-" + number % GROUPS, number, out);
    }

    /** Appends an event of a group. */
    static void line(String unit, long number, StringBuilder out) {
        line(unit, START, number, out);
    }

    private static void line(String unit, Instant at, long number, StringBuilder out) {
        out.append("{\"unit\":\"")
                .append(unit)
                .append("\",\"at\":\"")
                .append(at)
                .append("\",\"amount\":")
                .append(number % 1_000)
                .append("}\n");
    }

    /** Seconds from the answer that an event was accepted until it can be queried. */
    double next() {
        StringBuilder event = new StringBuilder();
        Instant at = START.plus(WINDOW.multipliedBy(sent));
        line("unit-0", at, sent, event);
        requests.send(tenant, pipeline, event.toString());
        sent++;
        String from = at.toString();
        String to = at.plus(WINDOW).toString();
        try {
            return Trial.await(
                    "an event is queryable",
                    PATIENCE,
                    () -> requests.events(tenant, pipeline, "unit_5m", from, to) == 1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /**
     * Goes on until then; seconds of each.
     *
     * @param end as {@link System#nanoTime()}
     */
    double[] until(long end) {
        double[] seconds = new double[16];
        int count = 0;
        while (System.nanoTime() < end) {
            if (count == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * count);
            }
            seconds[count++] = next();
        }
        return Arrays.copyOf(seconds, count);
    }
}
