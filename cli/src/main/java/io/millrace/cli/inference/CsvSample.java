package io.millrace.cli.inference;

import io.millrace.cli.inference.SampleColumn.Cell;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.ValueReader.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A sample of a CSV, read by the reader of events: every column as text. */
final class CsvSample {
    /** Longer headers are refused by the reader too. */
    private static final int LONGEST_HEADER = 1 << 20;

    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    private CsvSample() {}

    /**
     * @param delimiter if it was said; else the one that the first line has most of
     * @param written how the CSV is, but for the delimiter
     */
    static Sample read(InputStream body, Optional<Character> delimiter, CsvDialect written, int most)
            throws IOException, MalformedBodyException {
        byte[] beginning = body.readNBytes(LONGEST_HEADER);
        char between = delimiter.isPresent() ? delimiter.get() : likelyDelimiter(beginning);
        ReaderOptions options = ReaderOptions.DEFAULT.with(written.withDelimiter(between));
        List<String> header = EventReaders.csvColumns(new ByteArrayInputStream(beginning), options);
        List<SampleColumn> columns = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String name : header.stream().distinct().toList()) {
            if (Collections.frequency(header, name) > 1) {
                leftOut.add("column '" + name + "': stands in the header more than once");
            } else if (name.isBlank()) {
                leftOut.add("a column without a name");
            } else if (!isPlace(name)) {
                leftOut.add("column '" + name + "': looks like a JSON path and is none");
            } else {
                columns.add(new SampleColumn(name, name));
            }
        }
        EventDefinition definition = asText(columns);
        EventSchema schema = EventSchema.of("any", "any", definition);
        Event event = new Event(schema);
        int records = 0;
        long skipped = 0;
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), body);
        try (EventReader reader = EventReaders.open(EventFormat.CSV, whole, definition, schema, options)) {
            while (records < most && reader.next()) {
                try {
                    reader.read(event, 0, 0);
                } catch (RejectedRecordException ragged) {
                    skipped++;
                    continue;
                }
                boolean quoted =
                        written.quote().isPresent() && has(written.quote().get(), reader);
                for (int index = 0; index < columns.size(); index++) {
                    if (event.isPresent(index)) {
                        String text = event.asString(index);
                        // Spaces may be in quotes or not: taken for a value if any cell of the record has quotes.
                        columns.get(index).set(records, new Cell(Form.CELL, text, !quoted && isSpaces(text)));
                    }
                }
                records++;
            }
        }
        int count = records;
        columns.forEach(column -> column.fillTo(count));
        return new Sample(columns, records, skipped, leftOut, between);
    }

    private static boolean has(char quote, EventReader reader) {
        for (int at = 0; at < reader.rawLength(); at++) {
            if (reader.raw()[reader.rawOffset() + at] == quote) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpaces(String text) {
        return text.chars().allMatch(next -> next == ' ' || next == '\t' || next == '\r');
    }

    private static boolean isPlace(String from) {
        try {
            return !JsonPath.of(from).steps().isEmpty();
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static EventDefinition asText(List<SampleColumn> columns) {
        List<FieldDefinition> fields = new ArrayList<>();
        for (SampleColumn column : columns) {
            fields.add(new FieldDefinition(
                    "c" + fields.size(),
                    FieldType.of(FieldType.Kind.STRING),
                    column.from(),
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

    private static char likelyDelimiter(byte[] beginning) {
        String line = new String(beginning, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                // What is in quotes is no delimiter.
                .replaceAll("\"[^\"]*\"", "");
        char likely = ',';
        for (char candidate : DELIMITERS) {
            if (count(line, candidate) > count(line, likely)) {
                likely = candidate;
            }
        }
        return likely;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(next -> next == wanted).count();
    }
}
