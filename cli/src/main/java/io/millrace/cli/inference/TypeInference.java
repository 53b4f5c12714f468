package io.millrace.cli.inference;

import io.millrace.cli.inference.SampleColumn.Cell;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.format.ValueReader;
import io.millrace.model.value.Value;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the type of a column: the narrowest that every value of the sample can be read as, by the parsers that will read them. Text takes
 * every cell, so of a CSV something is always found.
 *
 * @see <a href="https://duckdb.org/docs/stable/data/csv/auto_detection">DuckDB's sniffer, which goes down such a ladder too</a>
 */
final class TypeInference {
    private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9].*");
    private static final Pattern PLAIN = Pattern.compile("[+-]?([0-9]+)(?:\\.([0-9]+))?");
    private static final Pattern DAY_NUMBER = Pattern.compile("(19|20)[0-9]{6}");
    private static final Pattern SECOND_NUMBER = Pattern.compile("(19|20)[0-9]{12}");

    /** From 2001 to 2100: what is written in fewer or more digits is no time. */
    private static final long FIRST_SECOND = 1_000_000_000L;

    private static final long LAST_SECOND = 4_133_894_400L;
    private static final int MOST_DECIMAL_SCALE = 6;
    private static final int SHOWN = 40;

    private final Optional<ZoneId> zone;
    private final int tolerated;

    /**
     * @param zone of times that do not say theirs
     * @param tolerated values of a column, in a hundred, that its type need not fit
     */
    TypeInference(Optional<ZoneId> zone, int tolerated) {
        this.zone = zone;
        this.tolerated = tolerated;
    }

    private static final class Column {
        private final SampleColumn sample;
        private final String name;
        private final List<Cell> cells;
        private final int misfits;

        Column(SampleColumn sample, String name, int tolerated) {
            this.sample = sample;
            this.name = name;
            cells = sample.present();
            misfits = (int) ((long) cells.size() * tolerated / 100);
        }

        FieldDefinition field(FieldType type, String format, Optional<ZoneId> zone) {
            boolean optional = type.kind() == Kind.STRING ? sample.cells().contains(null) : sample.hasGaps();
            return new FieldDefinition(
                    name,
                    type,
                    sample.from(),
                    optional,
                    Optional.of(format).filter(text -> !text.isEmpty()),
                    zone,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        FieldDefinition field(Kind kind) {
            return field(FieldType.of(kind), "", Optional.empty());
        }

        int misfits(FieldDefinition field) {
            ValueReader reader = new ValueReader(field);
            int count = 0;
            for (Cell cell : cells) {
                if (reader.read(cell.form(), cell.text()).isEmpty() && ++count > misfits) {
                    break;
                }
            }
            return count;
        }

        boolean fits(FieldDefinition field) {
            return misfits(field) <= misfits;
        }

        boolean anyText(Pattern pattern) {
            return cells.stream()
                    .anyMatch(cell -> pattern.matcher(cell.text().strip()).matches());
        }

        boolean allText(Pattern pattern) {
            return cells.stream()
                    .allMatch(cell -> pattern.matcher(cell.text().strip()).matches());
        }
    }

    /** The field; empty if no type can hold the values of a place in JSON. */
    Optional<InferredField> infer(SampleColumn sample, String name) {
        Column column = new Column(sample, name, tolerated);
        List<String> notes = new ArrayList<>();
        if (column.cells.isEmpty()) {
            FieldDefinition text = column.field(Kind.STRING);
            notes.add("no value in the sample: type unknown");
            return Optional.of(inferred(column, optional(text), notes));
        }
        Optional<FieldDefinition> found =
                simple(column).or(() -> number(column, notes)).or(() -> time(column, notes));
        if (found.isPresent()) {
            noteMisfits(column, found.get(), notes);
            return found.map(field -> inferred(column, field, notes));
        }
        FieldDefinition text = column.field(Kind.STRING);
        if (!column.fits(text)) {
            return Optional.empty();
        }
        noteAlmost(column, notes);
        return Optional.of(inferred(column, text, notes));
    }

    /** A date as a point in time, midnight, for want of another time. */
    InferredField asTimestamp(InferredField date) {
        Column column = new Column(date.column(), date.name(), tolerated);
        List<String> notes = new ArrayList<>(date.notes());
        notes.add("a day, read as its midnight" + (zone.isEmpty() ? " in UTC; --zone sets another" : ""));
        return inferred(column, timestamp(column, date.definition().format().orElse("yyyy-MM-dd"), false), notes);
    }

    private static FieldDefinition optional(FieldDefinition field) {
        return new FieldDefinition(
                field.name(),
                field.type(),
                field.from(),
                true,
                field.format(),
                field.zone(),
                field.unit(),
                field.min(),
                field.max());
    }

    private static InferredField inferred(Column column, FieldDefinition field, List<String> notes) {
        ValueReader reader = new ValueReader(field);
        List<@Nullable Value> values = new ArrayList<>();
        for (Cell cell : column.sample.cells()) {
            boolean missing = cell == null || (field.type().kind() != Kind.STRING && cell.blank());
            values.add(missing ? null : reader.read(cell.form(), cell.text()).orElse(null));
        }
        return new InferredField(column.sample, field, notes, values);
    }

    private static Optional<FieldDefinition> simple(Column column) {
        return List.of(Kind.BOOLEAN, Kind.UUID, Kind.TIMESTAMP, Kind.DATE).stream()
                .map(column::field)
                .filter(column::fits)
                .findFirst();
    }

    private Optional<FieldDefinition> number(Column column, List<String> notes) {
        FieldWords words = new FieldWords(column.name);
        FieldDefinition number = column.field(Kind.DOUBLE);
        if (!column.fits(number)) {
            return Optional.empty();
        }
        boolean isText = column.fits(column.field(Kind.STRING));
        FieldDefinition whole = column.field(Kind.LONG);
        if (!column.fits(whole)) {
            boolean isLongNumber = isText && column.allText(Pattern.compile("[+-]?[0-9]+"));
            return isLongNumber ? Optional.empty() : Optional.of(words.speakOfMoney() ? money(column, number) : number);
        }
        if (words.speakOfTime()) {
            Optional<FieldDefinition> time = timeNumber(column, isText);
            if (time.isPresent()) {
                return time;
            }
        }
        if (isText && column.anyText(LEADING_ZERO)) {
            notes.add("digits with leading zeros: an identifier, not a number");
            return Optional.of(column.field(Kind.STRING));
        }
        if (isText && words.speakOfIdentity()) {
            notes.add("an identifier made of digits is a string: nobody adds it up");
            return Optional.of(column.field(Kind.STRING));
        }
        return Optional.of(whole);
    }

    private static FieldDefinition money(Column column, FieldDefinition number) {
        int scale = 0;
        int digits = 0;
        for (Cell cell : column.cells) {
            Matcher plain = PLAIN.matcher(cell.text().strip());
            if (!plain.matches()) {
                return number;
            }
            digits = Math.max(digits, plain.group(1).length());
            scale = Math.max(scale, plain.group(2) == null ? 0 : plain.group(2).length());
        }
        if (scale == 0 || scale > MOST_DECIMAL_SCALE || digits + scale > FieldType.MAX_PRECISION) {
            return number;
        }
        FieldDefinition exact =
                column.field(FieldType.decimal(Math.max(18, digits + scale), scale), "", Optional.empty());
        return column.fits(exact) ? exact : number;
    }

    private Optional<FieldDefinition> timeNumber(Column column, boolean isText) {
        if (isText && column.allText(SECOND_NUMBER)) {
            return Optional.of(timestamp(column, "yyyyMMddHHmmss", false)).filter(column::fits);
        }
        if (isText && column.allText(DAY_NUMBER)) {
            return Optional.of(column.field(FieldType.of(Kind.DATE), "yyyyMMdd", Optional.empty()))
                    .filter(column::fits);
        }
        for (String format : List.of("epoch-s", "epoch-ms")) {
            long unit = format.equals("epoch-s") ? 1 : 1000;
            FieldDefinition field = column.field(FieldType.of(Kind.TIMESTAMP), format, Optional.empty());
            if (column.cells.stream().allMatch(cell -> isWithin(cell.text(), FIRST_SECOND * unit, LAST_SECOND * unit))
                    && column.fits(field)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static boolean isWithin(String text, long least, long most) {
        try {
            double value = Double.parseDouble(text.strip());
            return value >= least && value < most;
        } catch (NumberFormatException notOne) {
            return false;
        }
    }

    private FieldDefinition timestamp(Column column, String pattern, boolean namesZone) {
        Optional<ZoneId> clock = namesZone ? Optional.empty() : zone.or(() -> Optional.of(ZoneId.of("UTC")));
        return column.field(FieldType.of(Kind.TIMESTAMP), pattern, clock);
    }

    private Optional<FieldDefinition> time(Column column, List<String> notes) {
        for (TimeForms.Form form : TimeForms.times()) {
            FieldDefinition dayFirst = timestamp(column, form.pattern(), form.namesZone());
            Optional<FieldDefinition> monthFirst =
                    form.monthFirst().map(pattern -> timestamp(column, pattern, form.namesZone()));
            Optional<FieldDefinition> found = chosen(column, dayFirst, monthFirst, notes);
            if (found.isPresent()) {
                if (!form.namesZone() && zone.isEmpty()) {
                    notes.add("the data does not say the zone whose clocks wrote it; UTC is a guess, --zone sets it");
                }
                return found;
            }
        }
        for (TimeForms.Form form : TimeForms.days()) {
            FieldType date = FieldType.of(Kind.DATE);
            Optional<FieldDefinition> found = chosen(
                    column,
                    column.field(date, form.pattern(), Optional.empty()),
                    form.monthFirst().map(pattern -> column.field(date, pattern, Optional.empty())),
                    notes);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<FieldDefinition> chosen(
            Column column, FieldDefinition dayFirst, Optional<FieldDefinition> monthFirst, List<String> notes) {
        int misfits = column.misfits(dayFirst);
        int swapped = monthFirst.map(column::misfits).orElse(Integer.MAX_VALUE);
        if (misfits > column.misfits && swapped > column.misfits) {
            return Optional.empty();
        }
        if (monthFirst.isEmpty() || misfits != swapped) {
            return misfits <= swapped ? Optional.of(dayFirst) : monthFirst;
        }
        boolean isDayFirst = span(column, dayFirst) <= span(column, monthFirst.get());
        FieldDefinition likely = isDayFirst ? dayFirst : monthFirst.get();
        FieldDefinition other = isDayFirst ? monthFirst.get() : dayFirst;
        notes.add("AMBIGUOUS: no day above 12 tells day from month; "
                + other.format().orElse("") + " fits as well");
        return Optional.of(likely);
    }

    /** From the first to the last, in ms: of two readings of a file that with the shorter one is the likelier. */
    private static long span(Column column, FieldDefinition field) {
        List<Long> times = inferred(column, field, List.of())
                .present()
                .map(value -> value instanceof Value.Time time
                        ? time.value().toEpochMilli()
                        : value instanceof Value.Day day ? day.value().toEpochDay() : 0L)
                .sorted()
                .toList();
        return times.isEmpty() ? 0 : times.get(times.size() - 1) - times.get(0);
    }

    private void noteMisfits(Column column, FieldDefinition field, List<String> notes) {
        int misfits = column.misfits(field);
        if (misfits > 0) {
            notes.add(misfits + " of " + column.cells.size() + " values of the sample are none, such as "
                    + examples(column, field) + ": such records are rejected");
        }
    }

    /** Says why a column that is nearly something else is text. */
    private void noteAlmost(Column column, List<String> notes) {
        Column lenient = new Column(column.sample, column.name, 10);
        if (lenient.misfits == 0) {
            return;
        }
        TypeInference other = new TypeInference(zone, 10);
        List<String> ignored = new ArrayList<>();
        simple(lenient)
                .or(() -> other.number(lenient, ignored))
                .or(() -> other.time(lenient, ignored))
                .filter(field -> field.type().kind() != Kind.STRING)
                .ifPresent(field -> notes.add("nearly all values are "
                        + field.type()
                        + field.format().map(format -> " (" + format + ")").orElse("")
                        + ", but not " + examples(lenient, field) + "; --tolerate 10 rejects those records instead"));
    }

    private static String examples(Column column, FieldDefinition field) {
        ValueReader reader = new ValueReader(field);
        return String.join(
                ", ",
                column.cells.stream()
                        .filter(cell -> reader.read(cell.form(), cell.text()).isEmpty())
                        .map(cell -> "'"
                                + (cell.text().length() > SHOWN ? cell.text().substring(0, SHOWN) : cell.text()) + "'")
                        .distinct()
                        .limit(3)
                        .toList());
    }
}
