package io.millrace.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A rollup of gpon readings, and its windows.
 *
 * @param size of windows, or the gap of sessions, in seconds
 * @param advance from one window to the next, in seconds; 0 of sessions
 */
record GponRollup(String name, List<String> dimensions, List<String> measures, long size, long advance) {
    private static final List<String> FOUR = List.of("readings", "avg_in", "avg_out", "max_in");

    static final GponRollup PROVINCE_5M = new GponRollup(
            "province_5m", List.of("province"), List.of("readings", "avg_in", "max_in", "sum_in", "avg_out"), 300, 300);

    static final GponRollup DEVICE_5M = new GponRollup("device_5m", List.of("province", "device"), FOUR, 300, 300);
    static final GponRollup ONU_5M = new GponRollup("onu_5m", List.of("province", "onu"), FOUR, 300, 300);
    static final GponRollup ONU_1H = new GponRollup("onu_1h", List.of("province", "device", "onu"), FOUR, 3_600, 3_600);

    static final List<GponRollup> EXAMPLE = List.of(PROVINCE_5M, DEVICE_5M, ONU_5M, ONU_1H);

    /** Windows of a quarter of an hour, each five minutes after the one before. */
    static final GponRollup HOPPING = new GponRollup("hopping", List.of("province", "device"), FOUR, 900, 300);

    /** A unit reports every five minutes and a little more or less, so its sessions end after some readings. */
    static final GponRollup SESSIONS = new GponRollup("sessions", List.of("onu"), FOUR, 450, 0);

    boolean isOfSessions() {
        return advance == 0;
    }

    /** Rows a page: small where there are few rows, so that there is more than one page. */
    int page() {
        return dimensions.contains("onu") ? 10_000 : 77;
    }

    /** As a definition has it. */
    String yaml() {
        String window = isOfSessions()
                ? "{type: session, gap: " + size + "s}"
                : advance == size
                        ? "{type: tumbling, size: " + size + "s}"
                        : "{type: hopping, size: " + size + "s, advance: " + advance + "s}";
        return """
                  - name: %s
                    dimensions: %s
                    window: %s
                    measures:
                      - {name: readings, type: count}
                      - {name: avg_in,   type: avg, field: speed_in}
                      - {name: avg_out,  type: avg, field: speed_out}
                      - {name: max_in,   type: max, field: speed_in}
                """.formatted(name, dimensions, window);
    }

    GponTruth.Key keyOf(JsonNode row) {
        return new GponTruth.Key(
                Instant.parse(row.path("windowStart").asText()),
                Instant.parse(row.path("windowEnd").asText()),
                dimensions.stream()
                        .map(dimension -> row.path("dimensions").path(dimension).asText())
                        .toList());
    }

    /** What each window of each group comes to. */
    Map<GponTruth.Key, GponTruth.Numbers> windowsOf(Collection<GponTruth.Reading> readings) {
        Map<GponTruth.Key, GponTruth.Numbers> windows = new TreeMap<>();
        if (isOfSessions()) {
            readings.stream()
                    .collect(Collectors.groupingBy(this::groupOf))
                    .forEach((group, ofGroup) -> addSessions(group, ofGroup, windows));
            return windows;
        }
        for (GponTruth.Reading reading : readings) {
            long last = Math.floorDiv(reading.second(), advance) * advance;
            for (long start = last; start > reading.second() - size; start -= advance) {
                windows.computeIfAbsent(key(groupOf(reading), start, start + size), key -> new GponTruth.Numbers())
                        .add(reading);
            }
        }
        return windows;
    }

    private void addSessions(
            List<String> group, List<GponTruth.Reading> readings, Map<GponTruth.Key, GponTruth.Numbers> windows) {
        List<GponTruth.Reading> inOrder = new ArrayList<>(readings);
        inOrder.sort(Comparator.comparingLong(GponTruth.Reading::second));
        int first = 0;
        for (int next = 1; next <= inOrder.size(); next++) {
            long end = inOrder.get(next - 1).second() + size;
            if (next == inOrder.size() || inOrder.get(next).second() >= end) {
                GponTruth.Numbers numbers = new GponTruth.Numbers();
                inOrder.subList(first, next).forEach(numbers::add);
                windows.put(key(group, inOrder.get(first).second(), end), numbers);
                first = next;
            }
        }
    }

    private static GponTruth.Key key(List<String> group, long start, long end) {
        return new GponTruth.Key(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end), group);
    }

    private List<String> groupOf(GponTruth.Reading reading) {
        return dimensions.stream().map(reading::value).toList();
    }
}
