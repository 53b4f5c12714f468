package io.millrace.cli.inference;

import io.millrace.cli.inference.SampleColumn.Cell;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the type of a column: the narrowest that every value of the sample can be read as, by the parsers that will read them. Text takes
 * every cell, so of a CSV something is always found.
 *
 * @see <a href="https://duckdb.org/docs/stable/data/csv/auto_detection">DuckDB's sniffer, which goes down such a ladder too</a>
 */
final class TypeInference {
    private static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9].*");
    private static final Pattern PLAIN = Pattern.compile("[+-]?([0-9]+)(?:\\.([0-9]+))?");

    private static final int MOST_DECIMAL_SCALE = 6;

    private final TimeInference times;
    private final int tolerated;

    /**
     * @param times that finds out how times are written
     * @param tolerated values of a column, in a hundred, that its type need not fit
     */
    TypeInference(TimeInference times, int tolerated) {
        this.times = times;
        this.tolerated = tolerated;
    }

    /** The field; empty if no type can hold the values of a place in JSON. */
    Optional<InferredField> infer(SampleColumn sample, String name) {
        CandidateColumn column = new CandidateColumn(sample, name, tolerated);
        List<String> notes = new ArrayList<>();
        if (column.cells().isEmpty()) {
            FieldDefinition text = column.field(Kind.STRING);
            notes.add("no value in the sample: type unknown");
            return Optional.of(column.as(optional(text), notes));
        }
        Optional<FieldDefinition> found =
                simple(column).or(() -> number(column, notes)).or(() -> times.written(column, notes));
        if (found.isPresent()) {
            noteMisfits(column, found.get(), notes);
            return found.map(field -> column.as(field, notes));
        }
        FieldDefinition text = column.field(Kind.STRING);
        if (!column.fits(text)) {
            return Optional.empty();
        }
        noteAlmost(column, notes);
        return Optional.of(column.as(text, notes));
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

    private static Optional<FieldDefinition> simple(CandidateColumn column) {
        return List.of(Kind.BOOLEAN, Kind.UUID, Kind.TIMESTAMP, Kind.DATE).stream()
                .map(column::field)
                .filter(column::fits)
                .findFirst();
    }

    private Optional<FieldDefinition> number(CandidateColumn column, List<String> notes) {
        FieldWords words = new FieldWords(column.name());
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
            Optional<FieldDefinition> time = times.number(column, isText);
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

    private static FieldDefinition money(CandidateColumn column, FieldDefinition number) {
        int scale = 0;
        int digits = 0;
        for (Cell cell : column.cells()) {
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

    private void noteMisfits(CandidateColumn column, FieldDefinition field, List<String> notes) {
        int misfits = column.misfits(field);
        if (misfits > 0) {
            notes.add(misfits + " of " + column.cells().size() + " values of the sample are none, such as "
                    + column.examples(field) + ": such records are rejected");
        }
    }

    /** Says why a column that is nearly something else is text. */
    private void noteAlmost(CandidateColumn column, List<String> notes) {
        CandidateColumn lenient = new CandidateColumn(column.sample(), column.name(), 10);
        if (lenient.tolerated() == 0) {
            return;
        }
        List<String> ignored = new ArrayList<>();
        simple(lenient)
                .or(() -> number(lenient, ignored))
                .or(() -> times.written(lenient, ignored))
                .filter(field -> field.type().kind() != Kind.STRING)
                .ifPresent(field -> notes.add("nearly all values are "
                        + field.type()
                        + field.format().map(format -> " (" + format + ")").orElse("")
                        + ", but not " + lenient.examples(field) + "; --tolerate 10 rejects those records instead"));
    }
}
