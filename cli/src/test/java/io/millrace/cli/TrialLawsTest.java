package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The rows of every kind of window are those that one comes to by hand, whatever the order of events. */
class TrialLawsTest {
    private static final int SIZE = 20;
    private static final int ADVANCE = 5;
    private static final int GAP = 7;

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: laws
            event:
              fields:
                - {name: id, type: long}
                - {name: at, type: timestamp, format: epoch-s}
                - {name: kind, type: string}
              time: at
              id: [id]
            rollups:
              - {name: tumbling, dimensions: [kind], window: {type: tumbling, size: 5s}, measures: [{name: n, type: count}]}
              - {name: hopping, dimensions: [kind], window: {type: hopping, size: 20s, advance: 5s}, measures: [{name: n, type: count}]}
              - {name: sessions, dimensions: [kind], window: {type: session, gap: 7s}, measures: [{name: n, type: count}]}
            """;

    /** At so many seconds since the epoch. */
    record Click(int id, int at, String kind) {}

    @Provide
    Arbitrary<List<Click>> clicks() {
        Arbitrary<Click> click = Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(-50, 120),
                        Arbitraries.of("a", "b"))
                .as(Click::new);
        return click.list().ofMaxSize(60);
    }

    @Property(tries = 60)
    void shouldComeToWhatOneComesToByHand(@ForAll("clicks") List<Click> clicks) throws IOException {
        // Given
        Path folder = Files.createTempDirectory("millrace-laws");
        Path definition = Files.writeString(folder.resolve("laws.yaml"), DEFINITION);
        Path data = Files.writeString(
                folder.resolve("laws.csv"),
                "id,at,kind\n"
                        + clicks.stream()
                                .map(click -> click.id() + "," + click.at() + "," + click.kind() + "\n")
                                .collect(Collectors.joining()));
        Map<Integer, Click> first = new LinkedHashMap<>();
        clicks.forEach(click -> first.putIfAbsent(click.id(), click));

        // When
        List<String> tumbling = rows(definition, data, "tumbling");
        List<String> hopping = rows(definition, data, "hopping");
        List<String> sessions = rows(definition, data, "sessions");

        // Then
        assertThat(tumbling).isEqualTo(windows(first.values(), ADVANCE));
        assertThat(hopping).isEqualTo(windows(first.values(), SIZE));
        assertThat(sessions).isEqualTo(sessions(first.values()));
        for (Path used : List.of(definition, data, folder)) {
            Files.delete(used);
        }
    }

    private static List<String> rows(Path definition, Path data, String rollup) {
        return CommandRun.of("try", definition.toString(), data.toString(), "--rollup", rollup, "--format", "csv")
                .out()
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> cells[0] + " " + cells[1] + " " + cells[3] + " " + cells[4])
                .toList();
    }

    private static List<String> windows(Iterable<Click> clicks, int size) {
        TreeMap<Integer, TreeMap<String, Integer>> counts = new TreeMap<>();
        for (Click click : clicks) {
            for (int start = Math.floorDiv(click.at(), ADVANCE) * ADVANCE;
                    start > click.at() - size;
                    start -= ADVANCE) {
                counts.computeIfAbsent(start, key -> new TreeMap<>()).merge(click.kind(), 1, Integer::sum);
            }
        }
        List<String> rows = new ArrayList<>();
        counts.forEach(
                (start, groups) -> groups.forEach((kind, count) -> rows.add(row(start, start + size, kind, count))));
        return rows;
    }

    private static List<String> sessions(Iterable<Click> clicks) {
        TreeMap<Integer, TreeSet<String>> rows = new TreeMap<>();
        for (String kind : List.of("a", "b")) {
            List<Integer> times = new ArrayList<>();
            clicks.forEach(click -> {
                if (click.kind().equals(kind)) {
                    times.add(click.at());
                }
            });
            times.sort(null);
            int begun = 0;
            for (int index = 1; index <= times.size(); index++) {
                if (index == times.size() || times.get(index) - times.get(index - 1) >= GAP) {
                    rows.computeIfAbsent(times.get(begun), key -> new TreeSet<>())
                            .add(row(times.get(begun), times.get(index - 1) + GAP, kind, index - begun));
                    begun = index;
                }
            }
        }
        // Of one start the groups are in order, so their rows need sorting by kind only, which is their only difference
        // there.
        return rows.values().stream()
                .flatMap(
                        same -> same.stream().sorted((one, other) -> kindOf(one).compareTo(kindOf(other))))
                .toList();
    }

    private static String kindOf(String row) {
        return row.split(" ")[2];
    }

    private static String row(int start, int end, String kind, int count) {
        return Instant.ofEpochSecond(start) + " " + Instant.ofEpochSecond(end) + " " + kind + " " + count;
    }
}
