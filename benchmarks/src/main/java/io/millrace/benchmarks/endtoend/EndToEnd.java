package io.millrace.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Measures paths, each beside what it is compared with, in one run on real servers. Usage: {@code EndToEnd [events [path...]]}, paths being
 * {@code topology} (of three rollups), {@code two-rollups} and {@code one-rollup}, {@code writer} and {@code ingest}; 2,000,000 events and all paths if left out. A quarter as many records are ingested and a
 * sixth as many rows written, three times.
 */
public final class EndToEnd {
    private static final int EVENTS = 2_000_000;
    private static final List<String> PATHS = List.of("topology", "two-rollups", "one-rollup", "writer", "ingest");

    private EndToEnd() {}

    public static void main(String[] arguments) throws Exception {
        // The class path holds the services too, each with a logback.xml of its own.
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        int events = arguments.length == 0 ? EVENTS : Integer.parseInt(arguments[0]);
        Set<String> paths =
                Set.copyOf(arguments.length < 2 ? PATHS : List.of(arguments).subList(1, arguments.length));
        if (!PATHS.containsAll(paths)) {
            throw new IllegalArgumentException("paths are " + PATHS + ", not " + paths);
        }
        List<Measured> measured = new ArrayList<>();
        for (String path : PATHS) {
            if (paths.contains(path)) {
                System.out.println(path);
                // Servers of its own: a topology reads every events topic there is, and no path pays for another's
                // data.
                try (Lab lab = Lab.open()) {
                    measured.addAll(measure(path, lab, events));
                }
            }
        }
        System.out.println();
        measured.forEach(System.out::println);
    }

    private static List<Measured> measure(String path, Lab lab, int events) throws Exception {
        return switch (path) {
            case "topology" -> new TopologyComparison(lab, events, Corpus.ROLLUPS).run();
            case "two-rollups" -> new TopologyComparison(lab, events, Corpus.TWO_ROLLUPS).run();
            case "one-rollup" -> new TopologyComparison(lab, events, Corpus.ONE_ROLLUP).run();
            case "writer" -> List.of(new WriterComparison(lab, events / 6 / 30 * 30).run());
            case "ingest" -> new IngestComparison(lab, events / 4 / 10_000 * 10_000).run();
            default -> throw new IllegalArgumentException(path);
        };
    }
}
