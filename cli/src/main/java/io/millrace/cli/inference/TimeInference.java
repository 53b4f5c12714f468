package io.millrace.cli.inference;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.value.Value;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out how days and points in time are written. */
final class TimeInference {
    private static final Pattern DAY_NUMBER = Pattern.compile("(19|20)[0-9]{6}");
    private static final Pattern SECOND_NUMBER = Pattern.compile("(19|20)[0-9]{12}");

    /** From 2001 to 2100: what is written in fewer or more digits is no time. */
    private static final long FIRST_SECOND = 1_000_000_000L;

    private static final long LAST_SECOND = 4_133_894_400L;

    private final Optional<ZoneId> zone;

    /**
     * @param zone of times that do not say theirs; else UTC, noted as a guess
     */
    TimeInference(Optional<ZoneId> zone) {
        this.zone = zone;
    }

    /** A date as a point in time, midnight, for want of another time. */
    InferredField asTimestamp(InferredField date) {
        CandidateColumn column = new CandidateColumn(date.column(), date.name(), 0);
        List<String> notes = new ArrayList<>(date.notes());
        notes.add("a day, read as its midnight" + (zone.isEmpty() ? " in UTC; --zone sets another" : ""));
        return column.as(timestamp(column, date.definition().format().orElse("yyyy-MM-dd"), false), notes);
    }

    /** Days and times that are written with signs between. */
    Optional<FieldDefinition> written(CandidateColumn column, List<String> notes) {
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

    /** Times that are written as one number.
     *
     * @param isText whether it may be written as text too
     */
    Optional<FieldDefinition> number(CandidateColumn column, boolean isText) {
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
            if (column.cells().stream().allMatch(cell -> isWithin(cell.text(), FIRST_SECOND * unit, LAST_SECOND * unit))
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

    private static Optional<FieldDefinition> chosen(
            CandidateColumn column,
            FieldDefinition dayFirst,
            Optional<FieldDefinition> monthFirst,
            List<String> notes) {
        int misfits = column.misfits(dayFirst);
        int swapped = monthFirst.map(column::misfits).orElse(Integer.MAX_VALUE);
        if (misfits > column.tolerated() && swapped > column.tolerated()) {
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
    private static long span(CandidateColumn column, FieldDefinition field) {
        List<Long> times = column.as(field, List.of())
                .present()
                .map(value -> value instanceof Value.Time time
                        ? time.value().toEpochMilli()
                        : value instanceof Value.Day day ? day.value().toEpochDay() : 0L)
                .sorted()
                .toList();
        return times.isEmpty() ? 0 : times.get(times.size() - 1) - times.get(0);
    }

    private FieldDefinition timestamp(CandidateColumn column, String pattern, boolean namesZone) {
        Optional<ZoneId> clock = namesZone ? Optional.empty() : zone.or(() -> Optional.of(ZoneId.of("UTC")));
        return column.field(FieldType.of(Kind.TIMESTAMP), pattern, clock);
    }
}
