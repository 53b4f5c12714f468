package io.millrace.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What the rollups of readings must come to, computed of what was sent with nothing of Millrace. Rows are texts by window and group, so that those that are served can be
 * compared with them. Thread-safe.
 */
final class ReadingsTruth {
    /** Readings that are slower are what the changed definition leaves out. */
    private static final long FAST = 50;

    private static final long TUMBLING = Duration.ofMinutes(1).toMillis();
    private static final long ADVANCE = Duration.ofMinutes(5).toMillis();
    private static final int PANES = 3;
    private static final Duration GAP = Duration.ofSeconds(10);
    private static final int SHOWN = 50;

    private final Map<String, Reading> counted = new LinkedHashMap<>();

    /** What the definition says. */
    enum Meaning {
        /** All readings count. */
        BEFORE,
        /** Only fast ones, and rollup {@code by_unit} has one more measure. */
        AFTER;

        boolean counts(Reading reading) {
            return this == BEFORE || reading.speed() >= FAST;
        }
    }

    /** Takes in a reading that was accepted; a copy of one that was there before does not count. */
    synchronized void add(Reading reading) {
        counted.putIfAbsent(reading.id(), reading);
    }

    private synchronized List<Reading> counted() {
        return List.copyOf(counted.values());
    }

    /** What one row comes to. */
    private static final class Row {
        private long readings;
        private long fast;
        private long total;
        private long slowest = Long.MAX_VALUE;
        private BigDecimal load = BigDecimal.ZERO;

        void add(Reading reading) {
            readings++;
            fast += reading.speed() >= FAST ? 1 : 0;
            total += reading.speed();
            slowest = Math.min(slowest, reading.speed());
            load = load.add(new BigDecimal(reading.load()));
        }

        String ofUnit(Meaning meaning) {
            return "events=" + readings + " fast=" + fast + " load=" + load.doubleValue() + " readings=" + readings
                    + (meaning == Meaning.AFTER ? " slowest=" + slowest : "") + " total=" + total;
        }

        String withoutLoad() {
            return "events=" + readings + " fast=" + fast + " readings=" + readings + " total=" + total;
        }
    }

    /** Of the rollup {@code by_unit}, for windows that start in an interval. */
    Map<String, String> byUnit(Meaning meaning, Instant from, Instant to) {
        return texts(
                rows(meaning, from, to, (reading, starts) -> starts.accept(floor(reading, TUMBLING), reading.unit())),
                row -> row.ofUnit(meaning));
    }

    /** Of the rollup {@code sliding}. */
    Map<String, String> sliding(Meaning meaning, Instant from, Instant to) {
        return texts(
                rows(meaning, from, to, (reading, starts) -> {
                    for (int pane = 0; pane < PANES; pane++) {
                        starts.accept(floor(reading, ADVANCE) - pane * ADVANCE, "all");
                    }
                }),
                Row::withoutLoad);
    }

    /** Of the rollup {@code visits}: sessions of a unit, by the first reading of each. */
    Map<String, String> visits(Meaning meaning) {
        Map<String, Row> rows = new TreeMap<>();
        Map<String, Instant> starts = new HashMap<>();
        Map<String, Instant> last = new HashMap<>();
        counted().stream()
                .filter(meaning::counts)
                .sorted(Comparator.comparing(Reading::at))
                .forEach(reading -> {
                    Instant former = last.put(reading.unit(), reading.at());
                    if (former == null || !reading.at().isBefore(former.plus(GAP))) {
                        starts.put(reading.unit(), reading.at());
                    }
                    rows.computeIfAbsent(starts.get(reading.unit()) + " " + reading.unit(), key -> new Row())
                            .add(reading);
                });
        return texts(rows, Row::withoutLoad);
    }

    private static long floor(Reading reading, long size) {
        return Math.floorDiv(reading.at().toEpochMilli(), size) * size;
    }

    private Map<String, Row> rows(
            Meaning meaning, Instant from, Instant to, BiConsumer<Reading, BiConsumer<Long, String>> places) {
        Map<String, Row> rows = new TreeMap<>();
        for (Reading reading : counted()) {
            if (meaning.counts(reading)) {
                places.accept(reading, (start, group) -> {
                    Instant window = Instant.ofEpochMilli(start);
                    if (!window.isBefore(from) && window.isBefore(to)) {
                        rows.computeIfAbsent(window + " " + group, key -> new Row())
                                .add(reading);
                    }
                });
            }
        }
        return rows;
    }

    private static Map<String, String> texts(Map<String, Row> rows, Function<Row, String> text) {
        Map<String, String> texts = new TreeMap<>();
        rows.forEach((key, row) -> texts.put(key, text.apply(row)));
        return texts;
    }

    /** Rows that were answered, as such texts. */
    static Map<String, String> served(Iterable<JsonNode> rows) {
        Map<String, String> served = new TreeMap<>();
        for (JsonNode row : rows) {
            StringBuilder text =
                    new StringBuilder("events=").append(row.path("events").asLong());
            JsonNode measures = row.path("measures");
            Set<String> names = new TreeSet<>();
            measures.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = measures.path(name);
                text.append(" " + name + "=")
                        .append(name.equals("load") ? Double.toString(value.asDouble()) : value.asText());
            }
            String key = Instant.parse(row.path("windowStart").asText()) + " "
                    + row.path("dimensions").path("unit").asText("all");
            if (served.put(key, text.toString()) != null) {
                throw new AssertionError("a second row for " + key);
            }
        }
        return served;
    }

    /** What is not the same, a line each; not more than one can read. */
    static List<String> differences(Map<String, String> truth, Map<String, String> served) {
        Set<String> keys = new HashSet<>(truth.keySet());
        keys.addAll(served.keySet());
        List<String> differences = new ArrayList<>();
        keys.stream().sorted().forEachOrdered(key -> {
            String right = truth.getOrDefault(key, "no row");
            String found = served.getOrDefault(key, "no row");
            if (!right.equals(found) && differences.size() < SHOWN) {
                differences.add(key + ": " + found + ", and should be " + right);
            }
        });
        return differences;
    }
}
