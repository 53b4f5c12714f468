package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hopping windows from panes, sessions from pieces. */
class ComposedWindowsTest {
    private static final long MINUTE = 60_000;
    private static final Instant FROM = Instant.parse("1969-12-31T22:00:00Z");
    private static final Instant TO = Instant.parse("1970-01-01T01:00:00Z");
    private static final ReadMeter NO_METER = (slices, scanned, answered) -> {};
    private static final GroupKey HKD = Gpon.group("HKD", 1);

    private static ActivePipeline hopping(Duration offset) {
        return Gpon.pipeline(
                new WindowDefinition.Hopping(Duration.ofMinutes(15), Duration.ofMinutes(5), offset),
                new RollupLayout(60 * MINUTE, 3));
    }

    private static ActivePipeline sessions(RollupLayout layout) {
        return Gpon.pipeline(new WindowDefinition.Session(Duration.ofMinutes(1)), layout);
    }

    private static RollupRow pane(ActivePipeline pipeline, long start, int part, long events) {
        return Gpon.row(rollup(pipeline), start, start + 5 * MINUTE, HKD, part, events);
    }

    private static RollupRow piece(ActivePipeline pipeline, long start, long end, int part, long events) {
        return Gpon.row(rollup(pipeline), start, end, HKD, part, events);
    }

    private static ActiveRollup rollup(ActivePipeline pipeline) {
        return pipeline.rollup(Gpon.ROLLUP).orElseThrow();
    }

    @Test
    void shouldAnswerEveryWindowThatAPaneIsIn() {
        // Given
        ActivePipeline pipeline = hopping(Duration.ZERO);
        List<RollupRow> stored =
                List.of(pane(pipeline, 0, 0, 1), pane(pipeline, 5 * MINUTE, 0, 10), pane(pipeline, 0, 7, 100));
        // When
        List<String> rows = pages(stored, pipeline, 10, 1_000, FROM, TO);
        // Then
        assertThat(rows)
                .containsExactly(
                        row(-10 * MINUTE, 5 * MINUTE, HKD, 101),
                        row(-5 * MINUTE, 10 * MINUTE, HKD, 111),
                        row(0, 15 * MINUTE, HKD, 111),
                        row(5 * MINUTE, 20 * MINUTE, HKD, 10));
    }

    @Test
    void shouldAnswerHoppingWindowsThatStartInTheIntervalWithAllTheirPanes() {
        // Given
        ActivePipeline pipeline = hopping(Duration.ofMinutes(2));
        List<RollupRow> stored = List.of(
                pane(pipeline, -3 * MINUTE, 0, 1),
                pane(pipeline, 2 * MINUTE, 0, 10),
                pane(pipeline, 12 * MINUTE, 0, 100));
        // When
        List<String> rows =
                pages(stored, pipeline, 10, 1_000, Instant.ofEpochMilli(2 * MINUTE), Instant.ofEpochMilli(7 * MINUTE));
        // Then
        assertThat(rows).containsExactly(row(2 * MINUTE, 17 * MINUTE, HKD, 110));
    }

    @Test
    void shouldPutPiecesTogetherThatOverlap() {
        // Given: two that touch without overlapping, two that overlap, one inside another
        ActivePipeline pipeline = sessions(new RollupLayout(48 * MINUTE, 2));
        List<RollupRow> stored = List.of(
                piece(pipeline, 0, 3 * MINUTE, 0, 1),
                piece(pipeline, 3 * MINUTE, 6 * MINUTE, 0, 10),
                piece(pipeline, 6 * MINUTE - 1, 9 * MINUTE, 4, 100),
                piece(pipeline, 4 * MINUTE, 5 * MINUTE, 5, 1_000));
        // When
        List<String> rows = pages(stored, pipeline, 10, 1_000, FROM, TO);
        // Then
        assertThat(rows).containsExactly(row(0, 3 * MINUTE, HKD, 1), row(3 * MINUTE, 9 * MINUTE, HKD, 1_110));
    }

    @Test
    void shouldAnswerASessionOnlyWhereItStarts() {
        // Given: pieces as long as they get, in buckets much shorter
        ActivePipeline pipeline = sessions(new RollupLayout(10 * MINUTE, 2));
        List<RollupRow> stored = List.of(
                piece(pipeline, -40 * MINUTE, 8 * MINUTE, 0, 1),
                piece(pipeline, 7 * MINUTE, 55 * MINUTE, 3, 10),
                piece(pipeline, 50 * MINUTE, 90 * MINUTE, 4, 100));
        // When
        List<String> whole = pages(stored, pipeline, 10, 1, FROM, Instant.EPOCH);
        List<String> behind = pages(stored, pipeline, 10, 1, Instant.EPOCH, TO);
        // Then
        assertThat(whole).containsExactly(row(-40 * MINUTE, 90 * MINUTE, HKD, 111));
        assertThat(behind).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldComposeHoppingWindowsInPagesOfAnySize(long seed) {
        // Given
        Random random = new Random(seed);
        long offset = MINUTE * random.nextInt(5);
        ActivePipeline pipeline = Gpon.pipeline(
                new WindowDefinition.Hopping(
                        Duration.ofMinutes(5L * (1 + random.nextInt(30))),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(offset)),
                new RollupLayout((1 + random.nextInt(40)) * MINUTE, 1 + random.nextInt(4)));
        long size = ((WindowDefinition.Hopping)
                        rollup(pipeline).plan().definition().window())
                .size()
                .toMillis();
        Instant from = FROM.plusMillis(offset);
        Instant to = TO.plusMillis(offset);
        List<RollupRow> stored = new ArrayList<>();
        Map<String, Long> truth = new TreeMap<>();
        for (int port = 0; port < 3; port++) {
            GroupKey group = Gpon.group("HKD", port);
            for (long pane = from.toEpochMilli() - 60 * MINUTE; pane < to.toEpochMilli() + size; pane += 5 * MINUTE) {
                for (int part = 0; part < 2; part++) {
                    if (random.nextInt(4) == 0) {
                        long events = 1L + random.nextInt(100);
                        stored.add(Gpon.row(rollup(pipeline), pane, pane + 5 * MINUTE, group, part, events));
                        for (long start = pane + 5 * MINUTE - size; start <= pane; start += 5 * MINUTE) {
                            if (start >= from.toEpochMilli() && start < to.toEpochMilli()) {
                                truth.merge(row(start, start + size, group, -1), events, Long::sum);
                            }
                        }
                    }
                }
            }
        }
        List<String> expected = new ArrayList<>();
        truth.forEach((row, events) -> expected.add(row.replace("=-1", "=" + events)));
        for (int limit : List.of(1, 2, 7, 10_000)) {
            // When
            List<String> rows = pages(stored, pipeline, limit, 1 + random.nextInt(20), from, to);
            // Then
            assertThat(rows).as("seed %s, limit %s", seed, limit).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows).isSortedAccordingTo(ComposedWindowsTest::byWindowAndGroup);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldComposeSessionsInPagesOfAnySize(long seed) {
        // Given
        Random random = new Random(seed);
        ActivePipeline pipeline = sessions(new RollupLayout((1 + random.nextInt(60)) * MINUTE, 1 + random.nextInt(4)));
        List<RollupRow> stored = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int port = 0; port < 3; port++) {
            GroupKey group = Gpon.group("HKD", port);
            TreeSet<Long> times = new TreeSet<>();
            long time = FROM.toEpochMilli() - 100 * MINUTE;
            while (time < TO.toEpochMilli() + 100 * MINUTE) {
                times.add(time);
                // Seldom a gap, so that sessions are longer than a piece can be.
                time += random.nextInt(40) == 0 ? MINUTE + random.nextInt(600_000) : 1L + random.nextInt(60_000);
            }
            for (List<Long> session : chains(times, Long.MAX_VALUE)) {
                if (session.get(0) >= FROM.toEpochMilli() && session.get(0) < TO.toEpochMilli()) {
                    expected.add(row(session.get(0), session.get(session.size() - 1) + MINUTE, group, session.size()));
                }
            }
            stored.addAll(pieces(pipeline, times, group, random));
        }
        Collections.shuffle(stored, random);
        for (int limit : List.of(1, 2, 7, 10_000)) {
            // When
            List<String> rows = pages(stored, pipeline, limit, 1 + random.nextInt(20), FROM, TO);
            // Then
            assertThat(rows).as("seed %s, limit %s", seed, limit).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows).isSortedAccordingTo(ComposedWindowsTest::byWindowAndGroup);
        }
    }

    /** Events at random in one of several parts, each part's events in chains of at most the longest length. */
    private static List<RollupRow> pieces(
            ActivePipeline pipeline, SortedSet<Long> times, GroupKey group, Random random) {
        Map<Integer, TreeSet<Long>> parts = new HashMap<>();
        for (long time : times) {
            parts.computeIfAbsent(random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0, part -> new TreeSet<>())
                    .add(time);
        }
        List<RollupRow> pieces = new ArrayList<>();
        parts.forEach((part, events) -> {
            for (List<Long> chain : chains(events, 48 * MINUTE)) {
                pieces.add(Gpon.row(
                        rollup(pipeline),
                        chain.get(0),
                        chain.get(chain.size() - 1) + MINUTE,
                        group,
                        part,
                        chain.size()));
            }
        });
        return pieces;
    }

    private static List<List<Long>> chains(SortedSet<Long> times, long longest) {
        List<List<Long>> chains = new ArrayList<>();
        List<Long> chain = new ArrayList<>();
        for (long time : times) {
            if (!chain.isEmpty()
                    && (time - chain.get(chain.size() - 1) >= MINUTE || time + MINUTE - chain.get(0) > longest)) {
                chains.add(chain);
                chain = new ArrayList<>();
            }
            chain.add(time);
        }
        chains.add(chain);
        return chains;
    }

    private static int byWindowAndGroup(String left, String right) {
        long leftStart = Long.parseLong(left.substring(0, left.indexOf('.')));
        long rightStart = Long.parseLong(right.substring(0, right.indexOf('.')));
        int byStart = Long.compare(leftStart, rightStart);
        return byStart != 0 ? byStart : group(left).compareTo(group(right));
    }

    private static String group(String row) {
        return row.substring(row.indexOf('#'), row.indexOf('='));
    }

    private static String row(long start, long end, GroupKey group, long events) {
        return start + ".." + end + "#" + group + "=" + events;
    }

    private static List<String> pages(
            List<RollupRow> stored, ActivePipeline pipeline, int limit, int partitions, Instant from, Instant to) {
        RollupReader reader = new RollupReader(
                new StoredRows(stored), new ReadLimits(partitions, 4, 16, Duration.ofSeconds(10)), NO_METER);
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Map<String, List<String>> given = new HashMap<>(Map.of(
                    "from", List.of(from.toString()),
                    "to", List.of(to.toString()),
                    "limit", List.of(Integer.toString(limit))));
            cursor.ifPresent(text -> given.put("cursor", List.of(text)));
            RollupQuery query = RollupParameters.parse(pipeline, Gpon.ROLLUP, given);
            RollupPage page = reader.read(query, to.toEpochMilli() + 10_000 * MINUTE);
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
            page.rows()
                    .forEach(row -> found.add(row(
                            row.windowStart(),
                            row.windowEnd(),
                            row.group(),
                            row.merged(rollup(pipeline).plan()).events())));
            cursor = page.next().map(query::cursorAt);
        } while (cursor.isPresent());
        return found;
    }
}
