package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rollups of gpon readings must come to, computed from the text of the CSV with nothing of Millrace: strings, big integers and maps.
 */
final class GponTruth {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final List<GponRollup> rollups;

    /** By what makes it itself. */
    private final Map<String, Reading> readings = new HashMap<>();

    GponTruth(List<GponRollup> rollups) {
        this.rollups = rollups;
    }

    /**
     * A line of the CSV.
     *
     * @param second since the epoch
     */
    record Reading(String province, String device, String onu, long second, long in, long out) {
        String value(String dimension) {
            return switch (dimension) {
                case "province" -> province;
                case "device" -> device;
                case "onu" -> onu;
                default -> throw new IllegalArgumentException("no such dimension: " + dimension);
            };
        }
    }

    /** A window of a group. */
    record Key(Instant windowStart, Instant windowEnd, List<String> group) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTime = windowStart.compareTo(other.windowStart);
            return byTime != 0 ? byTime : group.toString().compareTo(other.group.toString());
        }
    }

    /** What one window of one group comes to. */
    static final class Numbers {
        private long readings;
        private BigInteger sumIn = BigInteger.ZERO;
        private BigInteger sumOut = BigInteger.ZERO;
        private long maxIn = Long.MIN_VALUE;

        void add(Reading reading) {
            readings++;
            sumIn = sumIn.add(BigInteger.valueOf(reading.in()));
            sumOut = sumOut.add(BigInteger.valueOf(reading.out()));
            maxIn = Math.max(maxIn, reading.in());
        }

        private boolean isServedBy(JsonNode row, List<String> measures) {
            return row.path("events").asLong() == readings
                    && measures.stream().allMatch(measure -> isServedBy(row.path("measures"), measure));
        }

        private boolean isServedBy(JsonNode served, String measure) {
            JsonNode value = served.path(measure);
            return switch (measure) {
                case "readings" -> value.isIntegralNumber() && value.asLong() == readings;
                case "sum_in" ->
                    value.isIntegralNumber() && value.bigIntegerValue().equals(sumIn);
                case "max_in" -> value.isIntegralNumber() && value.asLong() == maxIn;
                case "avg_in" -> value.isNumber() && value.asDouble() == average(sumIn);
                case "avg_out" -> value.isNumber() && value.asDouble() == average(sumOut);
                default -> throw new IllegalArgumentException("no such measure: " + measure);
            };
        }

        /** Forty digits, then once to the nearest double: no quotient here is so close to a tie that forty don't decide. */
        private double average(BigInteger sum) {
            return new BigDecimal(sum)
                    .divide(BigDecimal.valueOf(readings), new MathContext(40))
                    .doubleValue();
        }

        @Override
        public String toString() {
            return readings + " readings, sum_in " + sumIn + ", sum_out " + sumOut + ", max_in " + maxIn;
        }
    }

    /** Takes in good lines; a reading that was seen counts once. */
    void add(List<String> lines) {
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            readings.putIfAbsent(
                    cells[7] + "@" + cells[8],
                    new Reading(
                            cells[0].intern(),
                            cells[1].intern(),
                            cells[7].intern(),
                            LocalDateTime.parse(cells[8], TIME).atZone(ZONE).toEpochSecond(),
                            Long.parseLong(cells[9]),
                            Long.parseLong(cells[10])));
        }
    }

    long events() {
        return readings.size();
    }

    /**
     * Asks for every window of every rollup over REST, page by page, until all have come in, and compares all numbers. Never more may be counted than there is; but of sessions, whose rows
     * take the place of others, both may be seen for a moment.
     */
    void assertServed(Client client, String tenant, String from, String to, Duration patience) throws Exception {
        for (GponRollup rollup : rollups) {
            Map<Key, Numbers> windows = rollup.windowsOf(readings.values());
            long events = windows.values().stream()
                    .mapToLong(numbers -> numbers.readings)
                    .sum();
            List<String> differences = Client.await(
                    rollup.name() + " of " + tenant + " is served",
                    patience,
                    () -> {
                        if (!client.knowsRollup(tenant, "gpon", rollup.name())) {
                            return List.of("no such rollup");
                        }
                        List<JsonNode> rows = client.allRows(tenant, "gpon", rollup.name(), from, to, rollup.page());
                        long served = rows.stream()
                                .mapToLong(row -> row.path("events").asLong())
                                .sum();
                        return served < events || rollup.isOfSessions()
                                ? differences(rollup, windows, rows)
                                : whole(differences(rollup, windows, rows));
                    },
                    List::isEmpty);
            assertThat(differences).isEmpty();
        }
    }

    /** All that was sent is counted: what is wrong now stays wrong. */
    private static List<String> whole(List<String> differences) {
        assertThat(differences).isEmpty();
        return differences;
    }

    /** The first of them. */
    private static List<String> differences(GponRollup rollup, Map<Key, Numbers> windows, List<JsonNode> rows)
            throws IOException {
        Map<Key, JsonNode> served = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (JsonNode row : rows) {
            Key key = rollup.keyOf(row);
            if (served.put(key, row) != null) {
                differences.add("a second row for " + key);
            }
            if (!windows.containsKey(key)) {
                differences.add("nothing is in " + key + ", but served is " + row);
            }
        }
        windows.forEach((key, numbers) -> {
            JsonNode row = served.get(key);
            if (row == null || !numbers.isServedBy(row, rollup.measures())) {
                differences.add(key + " is " + numbers + ", but served is " + row);
            }
        });
        return differences.subList(0, Math.min(differences.size(), 5));
    }
}
