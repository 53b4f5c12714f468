package io.millrace.cli.trial;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RowText;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows that a rollup should have: a CSV as {@link RowText} writes it, in any order. It may lack columns, but those that tell rows apart.
 * {@code closed} is not compared: it tells how far time has come, not what was counted. Numbers are equal as numbers. Mutable: rows are
 * taken out as they are found.
 */
public final class ExpectedRows {
    private static final String CLOSED = "closed";

    private final List<String> columns;
    private final List<Integer> keyPlaces;
    private final List<Integer> comparedPlaces;
    private final List<Integer> placeInRow;
    private final Map<List<Optional<String>>, Deque<List<Optional<String>>>> rows = new LinkedHashMap<>();
    private int count;

    private ExpectedRows(List<String> columns, RowText text, RollupPlan plan) {
        this.columns = List.copyOf(columns);
        List<String> known = text.columns();
        placeInRow = columns.stream().map(known::indexOf).toList();
        List<String> key = new ArrayList<>(List.of("windowStart"));
        key.addAll(plan.groups().names());
        keyPlaces = key.stream().map(columns::indexOf).toList();
        comparedPlaces = IntStream.range(0, columns.size())
                .filter(place ->
                        !keyPlaces.contains(place) && !columns.get(place).equals(CLOSED))
                .boxed()
                .toList();
    }

    /**
     * @throws IllegalArgumentException if the file is no such CSV, saying why
     */
    public static ExpectedRows read(Path file, RollupPlan plan, RowText text) throws IOException {
        byte[] body = Files.readAllBytes(file);
        try {
            List<String> columns = EventReaders.csvColumns(new ByteArrayInputStream(body), ReaderOptions.DEFAULT);
            List<String> required = new ArrayList<>(List.of("windowStart"));
            required.addAll(plan.groups().names());
            for (String column : required) {
                if (!columns.contains(column)) {
                    throw new IllegalArgumentException(
                            file + " lacks the column " + column + ", which tells rows apart");
                }
            }
            for (String column : columns) {
                if (!text.columns().contains(column)) {
                    throw new IllegalArgumentException(file + " has a column '" + column + "' that rollup "
                            + plan.name() + " does not have: it has " + String.join(", ", text.columns()));
                }
            }
            ExpectedRows expected = new ExpectedRows(columns, text, plan);
            expected.read(file, body);
            return expected;
        } catch (MalformedBodyException malformed) {
            throw new IllegalArgumentException(file + ": " + malformed.message(), malformed);
        }
    }

    private void read(Path file, byte[] body) throws IOException, MalformedBodyException {
        EventDefinition definition = textColumns(columns);
        EventSchema schema = EventSchema.of("expected", "rows", definition);
        Event row = new Event(schema);
        try (EventReader reader = EventReaders.open(
                EventFormat.CSV, new ByteArrayInputStream(body), definition, schema, ReaderOptions.DEFAULT)) {
            while (reader.next()) {
                reader.read(row, 0, 0);
                List<Optional<String>> cells = IntStream.range(0, columns.size())
                        .mapToObj(place ->
                                row.isPresent(place) ? Optional.of(row.asString(place)) : Optional.<String>empty())
                        .toList();
                rows.computeIfAbsent(keyOf(cells), key -> new ArrayDeque<>()).add(cells);
                count++;
            }
        } catch (RejectedRecordException rejected) {
            throw new IllegalArgumentException(file + ": " + rejected.message(), rejected);
        }
    }

    /** Events of nothing but text that may be missing. */
    private static EventDefinition textColumns(List<String> names) {
        List<FieldDefinition> fields = new ArrayList<>();
        for (String name : names) {
            fields.add(new FieldDefinition(
                    "c" + fields.size(),
                    FieldType.of(FieldType.Kind.STRING),
                    name,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return new EventDefinition(
                fields, Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE);
    }

    private List<Optional<String>> keyOf(List<Optional<String>> cells) {
        return Stream.concat(
                        Stream.of(cells.get(keyPlaces.get(0)).map(ExpectedRows::time)),
                        keyPlaces.stream().skip(1).map(cells::get))
                .toList();
    }

    private static String time(String text) {
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeException notOne) {
            return text;
        }
    }

    /** Rows in the file. */
    public int count() {
        return count;
    }

    /**
     * What is different about a row that there is. Takes the row it is compared with out.
     *
     * @param cells as {@link RowText#cells} has them
     * @return empty if it is as expected
     */
    public Optional<Difference> compare(List<Value> cells) {
        List<Optional<String>> found =
                placeInRow.stream().map(cells::get).map(ExpectedRows::text).toList();
        List<Optional<String>> key = keyOf(found);
        Deque<List<Optional<String>>> candidates = rows.getOrDefault(key, new ArrayDeque<>());
        List<Optional<String>> expected = candidates.poll();
        if (expected == null) {
            return Optional.of(new Difference(described(key), Difference.Kind.UNEXPECTED, List.of()));
        }
        List<String> cellsThatDiffer = new ArrayList<>();
        for (int place : comparedPlaces) {
            if (!same(expected.get(place), found.get(place), cells.get(placeInRow.get(place)))) {
                cellsThatDiffer.add(columns.get(place) + ": expected " + shown(expected.get(place)) + ", is "
                        + shown(found.get(place)));
            }
        }
        return cellsThatDiffer.isEmpty()
                ? Optional.empty()
                : Optional.of(new Difference(described(key), Difference.Kind.DIFFERENT, cellsThatDiffer));
    }

    /** Rows that were not taken out: they are missing. */
    public Stream<Difference> missing() {
        return rows.entrySet().stream().flatMap(entry -> entry.getValue().stream()
                .map(row -> new Difference(described(entry.getKey()), Difference.Kind.MISSING, List.of())));
    }

    /**
     * A row that is not as it should be.
     *
     * @param row its window and group, for a person
     * @param cells what differs, for a person
     */
    public record Difference(String row, Kind kind, List<String> cells) {
        /** How a row can differ. */
        public enum Kind {
            /** There, with other values. */
            DIFFERENT,
            /** Expected, and not there. */
            MISSING,
            /** There, and not expected. */
            UNEXPECTED
        }
    }

    private String described(List<Optional<String>> key) {
        StringBuilder text = new StringBuilder(key.get(0).orElse(""));
        for (int index = 1; index < key.size(); index++) {
            text.append(' ')
                    .append(columns.get(keyPlaces.get(index)))
                    .append('=')
                    .append(shown(key.get(index)));
        }
        return text.toString();
    }

    private static Optional<String> text(Value value) {
        return value instanceof Value.Missing ? Optional.empty() : Optional.of(JsonText.plain(value));
    }

    private static String shown(Optional<String> cell) {
        return cell.map(text -> text.isEmpty() ? "\"\"" : text).orElse("(none)");
    }

    private static boolean same(Optional<String> expected, Optional<String> found, Value value) {
        if (expected.equals(found)) {
            return true;
        }
        if (expected.isEmpty() || found.isEmpty()) {
            return false;
        }
        if (value instanceof Value.Time) {
            return time(expected.get()).equals(found.get());
        }
        boolean numeric = value instanceof Value.Whole
                || value instanceof Value.BigWhole
                || value instanceof Value.Real
                || value instanceof Value.Exact;
        return numeric && isSameNumber(expected.get(), found.get());
    }

    private static boolean isSameNumber(String expected, String found) {
        try {
            return new BigDecimal(expected.strip()).compareTo(new BigDecimal(found)) == 0;
        } catch (NumberFormatException notOne) {
            return false;
        }
    }
}
