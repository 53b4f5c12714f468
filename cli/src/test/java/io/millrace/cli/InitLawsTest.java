package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the data: what init writes reads back without a problem, and try rejects no record of it. */
class InitLawsTest {
    private static final List<String> ODD_TITLES = List.of(
            "",
            " ",
            "id",
            "ts",
            "time",
            "order id",
            "price",
            "$.a",
            "$[",
            "$['b']",
            "true",
            "null",
            "Größe (m²)",
            "a,b",
            "q\"q",
            "x: #y",
            "日付",
            "events",
            "windowStart",
            "created_at",
            "deviceId",
            "😀",
            "a\nb",
            "count",
            "\u0007",
            "averyveryveryveryveryveryveryveryveryveryverylongname");

    private static Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "",
                        " ",
                        "  ",
                        "true",
                        "false",
                        "TRUE",
                        "0",
                        "-0",
                        "007",
                        "+5",
                        "1e3",
                        "1e400",
                        "NaN",
                        "n/a",
                        "null",
                        "12345678901234567890",
                        "9223372036854775807",
                        "1.",
                        ".5",
                        "1,5",
                        "\"",
                        "a\nb",
                        "😀",
                        "2026-02-30"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.integers().between(-5, 5).map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.strings().ofMaxLength(8));
    }

    private static Arbitrary<String> times() {
        Arbitrary<Integer> day = Arbitraries.integers().between(1, 28);
        Arbitrary<Integer> month = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> year = Arbitraries.of(1999, 2019, 2026, 2027, 2099);
        return Combinators.combine(day, month, year, Arbitraries.integers().between(0, 86_399))
                .as((d, m, y, s) -> String.format(
                        Locale.ROOT, "%02d %02d %04d %02d:%02d:%02d", d, m, y, s / 3600, s / 60 % 60, s % 60));
    }

    /** Values of one kind, as columns have them. */
    @Provide
    Arbitrary<List<String>> column() {
        Arbitrary<String> form = Arbitraries.of(
                "%3$s-%2$s-%1$sT%4$sZ",
                "%3$s-%2$s-%1$s %4$s",
                "%1$s/%2$s/%3$s %4$s",
                "%2$s/%1$s/%3$s %4$s",
                "%1$s.%2$s.%3$s %4$s",
                "%3$s-%2$s-%1$s",
                "%1$s/%2$s/%3$s",
                "%3$s%2$s%1$s");
        Arbitrary<List<String>> written = form.flatMap(
                pattern -> times().map(time -> String.format(Locale.ROOT, pattern, (Object[]) time.split(" ")))
                        .list()
                        .ofSize(12));
        return Arbitraries.oneOf(
                written,
                Arbitraries.integers().map(String::valueOf).list().ofSize(12),
                Arbitraries.longs()
                        .between(900_000_000L, 2_000_000_000L)
                        .map(String::valueOf)
                        .list()
                        .ofSize(12),
                Arbitraries.longs()
                        .between(900_000_000_000L, 2_000_000_000_000L)
                        .map(String::valueOf)
                        .list()
                        .ofSize(12),
                Arbitraries.bigDecimals().ofScale(2).map(String::valueOf).list().ofSize(12),
                Arbitraries.of("true", "false", "").list().ofSize(12),
                Arbitraries.create(() ->
                                java.util.UUID.nameUUIDFromBytes(new byte[] {1}).toString())
                        .list()
                        .ofSize(12),
                Arbitraries.oneOf(
                                Arbitraries.of("", " "), Arbitraries.integers().map(String::valueOf))
                        .list()
                        .ofSize(12),
                values().list().ofSize(12));
    }

    @Provide
    Arbitrary<List<List<String>>> columns() {
        return column().list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<String>> titles() {
        return Arbitraries.oneOf(
                        Arbitraries.of(ODD_TITLES), Arbitraries.strings().ofMaxLength(6))
                .list()
                .ofSize(6);
    }

    @Property(tries = 120)
    void shouldRejectNothingOfACsv(
            @ForAll("columns") List<List<String>> columns,
            @ForAll("titles") List<String> titles,
            @ForAll boolean quoted)
            throws IOException {
        // Given
        StringBuilder csv = new StringBuilder(line(titles.subList(0, columns.size()), true));
        for (int row = 0; row < 12; row++) {
            int at = row;
            csv.append(line(columns.stream().map(column -> column.get(at)).toList(), quoted));
        }

        // Then
        assertRejectsNothing("data.csv", csv.toString());
    }

    @Property(tries = 120)
    void shouldRejectNothingOfNdjson(
            @ForAll("columns") List<List<String>> columns, @ForAll("titles") List<String> titles) throws IOException {
        // Given
        StringBuilder json = new StringBuilder();
        for (int row = 0; row < 12; row++) {
            List<String> fields = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                StringBuilder field = new StringBuilder();
                // Each name once: a name that stands twice makes no record.
                JsonText.appendString(column + titles.get(column), field);
                fields.add(field + ": " + json(columns.get(column).get(row), column));
            }
            json.append('{').append(String.join(", ", fields)).append("}\n");
        }

        // Then
        assertRejectsNothing("data.ndjson", json.toString());
    }

    private static void assertRejectsNothing(String name, String text) throws IOException {
        Path folder = Files.createTempDirectory("millrace-init");
        Path data = Files.writeString(folder.resolve(name), text);
        Path definition = folder.resolve("p.yaml");
        try {
            assertRejectsNothing(data, definition);
        } finally {
            Files.deleteIfExists(definition);
            Files.delete(data);
            Files.delete(folder);
        }
    }

    private static void assertRejectsNothing(Path data, Path definition) throws IOException {
        // When
        CommandRun init = CommandRun.of("init", data.toString(), "--output", definition.toString(), "--delimiter", ",");
        if (init.code() != ExitCode.DONE.code()) {
            // Nothing in it can be a field, and that is said.
            assertThat(init.err())
                    .as(Files.readString(data))
                    .containsAnyOf("that a field could be read from", "can't be read");
            return;
        }
        CommandRun run = CommandRun.of("try", definition.toString(), data.toString());

        // Then
        String yaml = Files.readString(definition);
        assertThat(DefinitionReader.read(yaml).rollups()).isNotEmpty();
        assertThat(run.code())
                .as(Files.readString(data) + "\n" + yaml + run.out() + run.err())
                .isZero();
        assertThat(run.out()).contains(", 0 rejected");
    }

    private static String line(List<String> cells, boolean quoted) {
        return cells.stream().map(cell -> cell(cell, quoted)).collect(Collectors.joining(",")) + "\n";
    }

    private static String cell(String text, boolean quoted) {
        return quoted || text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static String json(String value, int column) {
        if (value.isEmpty()) {
            return "null";
        }
        boolean isPlain = value.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?|true|false");
        StringBuilder text = new StringBuilder();
        if (isPlain && column % 2 == 0) {
            return column == 4 ? "{\"inner\": " + value + "}" : value;
        }
        JsonText.appendString(value, text);
        return text.toString();
    }
}
