package io.millrace.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Measures three paths, each beside what it is compared with, in one run on real servers. Usage: {@code EndToEnd [events [path...]]}, paths being
 * {@code topology}, {@code writer} and {@code ingest}; 2,000,000 events and all paths if left out. A quarter as many records are ingested and a
 * sixth as many rows written, three times.
 */
public final class EndToEnd {
    private static final int EVENTS = 2_000_000;
    private static final List<String> PATHS = List.of("topology", "writer", "ingest");

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
        try (Lab lab = Lab.open()) {
            // In this order: the topology reads every events topic there is, and knows only its own corpus.
            if (paths.contains("topology")) {
                new TopologyComparison(lab, events).run().forEach(each -> measured.add(print(each)));
            }
            if (paths.contains("writer")) {
                measured.add(print(new WriterComparison(lab, events / 6 / 30 * 30).run()));
            }
            if (paths.contains("ingest")) {
                new IngestComparison(lab, events / 4 / 10_000 * 10_000)
                        .run()
                        .forEach(each -> measured.add(print(each)));
            }
        }
        System.out.println();
        measured.forEach(System.out::println);
    }

    private static Measured print(Measured measured) {
        System.out.println(measured);
        return measured;
    }
}
