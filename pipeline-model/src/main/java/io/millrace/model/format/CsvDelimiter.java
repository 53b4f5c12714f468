package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells by a header line what stands between the cells of a CSV: what parts it into the most columns that a definition knows. Not thread-safe. */
final class CsvDelimiter {
    private final Set<String> known;
    private String lastHeader = "";
    private char last = ',';

    CsvDelimiter(List<FieldDefinition> fields) {
        known = fields.stream().map(FieldDefinition::from).collect(Collectors.toSet());
    }

    char of(String header) {
        if (!header.equals(lastHeader)) {
            lastHeader = header;
            last = find(header);
        }
        return last;
    }

    private char find(String header) {
        char best = ',';
        long most = 0;
        for (char candidate : candidates(header)) {
            long columns = columns(header, candidate);
            if (columns > most) {
                best = candidate;
                most = columns;
            }
        }
        return best;
    }

    private static Set<Character> candidates(String header) {
        Set<Character> candidates = new LinkedHashSet<>();
        candidates.add(',');
        for (int index = 0; index < header.length(); index++) {
            char next = header.charAt(index);
            if (CsvDialect.isDelimiter(next) && !Character.isLetterOrDigit(next)) {
                candidates.add(next);
            }
        }
        return candidates;
    }

    private long columns(String header, char delimiter) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        RecordLimits limits =
                new RecordLimits(Math.max(1, bytes.length), RecordLimits.DEFAULT.maxNesting(), Integer.MAX_VALUE);
        try {
            return EventReaders.csvColumns(
                            new ByteArrayInputStream(bytes),
                            new ReaderOptions(CsvDialect.DEFAULT.withDelimiter(delimiter), limits))
                    .stream()
                    .filter(known::contains)
                    .count();
        } catch (MalformedBodyException noHeader) {
            return 0;
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }
}
