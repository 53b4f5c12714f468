package io.millrace.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures three paths, each beside what it is compared with, in one run on real servers. Usage: {@code EndToEnd [events]}, 2,000,000 if left
 * out; a quarter as many records are ingested and a sixth as many rows written.
 */
public final class EndToEnd {
    private static final int EVENTS = 2_000_000;

    private EndToEnd() {}

    public static void main(String[] arguments) throws Exception {
        int events = arguments.length == 0 ? EVENTS : Integer.parseInt(arguments[0]);
        List<Measured> measured = new ArrayList<>();
        try (Lab lab = Lab.open()) {
            // In this order: the topology reads every events topic there is, and knows only its own corpus.
            measured.add(print(new TopologyComparison(lab, events).run()));
            measured.add(print(new WriterComparison(lab, events / 6 / 30 * 30).run()));
            new IngestComparison(lab, events / 4 / 10_000 * 10_000).run().forEach(each -> measured.add(print(each)));
        }
        System.out.println();
        measured.forEach(System.out::println);
    }

    private static Measured print(Measured measured) {
        System.out.println(measured);
        return measured;
    }
}
