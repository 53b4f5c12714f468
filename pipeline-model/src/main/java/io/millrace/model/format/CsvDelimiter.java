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
    private byte last = ',';

    CsvDelimiter(List<FieldDefinition> fields) {
        known = fields.stream().map(FieldDefinition::from).collect(Collectors.toSet());
    }

    byte of(String header) {
        if (!header.equals(lastHeader)) {
            lastHeader = header;
            last = find(header);
        }
        return last;
    }

    private byte find(String header) {
        byte best = ',';
        long most = 0;
        for (byte candidate : candidates(header)) {
            long columns = columns(header, candidate);
            if (columns > most) {
                best = candidate;
                most = columns;
            }
        }
        return best;
    }

    private static Set<Byte> candidates(String header) {
        Set<Byte> candidates = new LinkedHashSet<>();
        candidates.add((byte) ',');
        header.chars()
                .filter(next -> next < 0x7F && next != '"' && !Character.isLetterOrDigit(next))
                .filter(next -> next >= ' ' || next == '\t')
                .forEach(next -> candidates.add((byte) next));
        return candidates;
    }

    private long columns(String header, byte delimiter) {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        RecordLimits limits = new RecordLimits(Math.max(1, bytes.length), RecordLimits.DEFAULT.maxNesting());
        try {
            return EventReaders.csvColumns(new ByteArrayInputStream(bytes), new ReaderOptions(delimiter, limits))
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
