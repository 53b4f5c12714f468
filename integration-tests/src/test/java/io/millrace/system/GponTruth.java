package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the rollup {@code province_5m} of gpon readings must come to, computed from the text of the CSV with nothing of Millrace: strings,
 * big integers and a map.
 */
final class GponTruth {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final long WINDOW_SECONDS = 300;

    private final Map<Key, Numbers> windows = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();
    private long events;

    /** A window of a group. */
    record Key(Instant windowStart, String province) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTime = windowStart.compareTo(other.windowStart);
            return byTime != 0 ? byTime : province.compareTo(other.province);
        }
    }

    /** What one window of one group comes to. */
    static final class Numbers {
        private long readings;
        private BigInteger sumIn = BigInteger.ZERO;
        private BigInteger sumOut = BigInteger.ZERO;
        private long maxIn = Long.MIN_VALUE;

        private void assertEqual(Key key, JsonNode row) {
            JsonNode measures = row.path("measures");
            assertThat(row.path("events").asLong()).as("events of %s", key).isEqualTo(readings);
            assertThat(measures.path("readings").asLong())
                    .as("readings of %s", key)
                    .isEqualTo(readings);
            assertThat(measures.path("sum_in").bigIntegerValue())
                    .as("sum_in of %s", key)
                    .isEqualTo(sumIn);
            assertThat(measures.path("max_in").asLong()).as("max_in of %s", key).isEqualTo(maxIn);
            assertThat(measures.path("avg_in").asDouble())
                    .as("avg_in of %s", key)
                    .isEqualTo(average(sumIn));
            assertThat(measures.path("avg_out").asDouble())
                    .as("avg_out of %s", key)
                    .isEqualTo(average(sumOut));
        }

        /** Forty digits, then once to the nearest double: no quotient here is so close to a tie that forty don't decide. */
        private double average(BigInteger sum) {
            return new BigDecimal(sum)
                    .divide(BigDecimal.valueOf(readings), new MathContext(40))
                    .doubleValue();
        }
    }

    /** Takes in good lines; a reading that was seen counts once. */
    void add(List<String> lines) {
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            if (!seen.add(cells[7] + "@" + cells[8])) {
                continue;
            }
            long second = LocalDateTime.parse(cells[8], TIME).atZone(ZONE).toEpochSecond();
            Instant start = Instant.ofEpochSecond(Math.floorDiv(second, WINDOW_SECONDS) * WINDOW_SECONDS);
            Numbers numbers = windows.computeIfAbsent(new Key(start, cells[0]), key -> new Numbers());
            long in = Long.parseLong(cells[9]);
            numbers.readings++;
            numbers.sumIn = numbers.sumIn.add(BigInteger.valueOf(in));
            numbers.sumOut = numbers.sumOut.add(new BigInteger(cells[10]));
            numbers.maxIn = Math.max(numbers.maxIn, in);
            events++;
        }
    }

    long events() {
        return events;
    }

    /** Asks for every window over REST, page by page, and compares all of its numbers. */
    void assertServed(Client client, String tenant, String from, String to) throws IOException, InterruptedException {
        Map<Key, JsonNode> served = new TreeMap<>();
        for (JsonNode row : client.allRows(tenant, "gpon", "province_5m", from, to, 77)) {
            Key key = new Key(
                    Instant.parse(row.path("windowStart").asText()),
                    row.path("dimensions").path("province").asText());
            assertThat(served.put(key, row)).as("a second row for %s", key).isNull();
        }
        assertThat(served.keySet()).isEqualTo(windows.keySet());
        windows.forEach((key, numbers) -> numbers.assertEqual(key, served.get(key)));
    }
}
