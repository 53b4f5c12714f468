package io.millrace.model.lookup;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.Names;
import io.millrace.model.definition.Suggestion;
import io.millrace.model.event.Event;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a lookup from CSV with a header, a JSON array of objects, or NDJSON: the same rules for values as for events. Not thread-safe. */
public final class LookupReader {
    /** So many problems are told. */
    public static final int MAX_PROBLEMS = 100;

    private static final FieldType TEXT = FieldType.of(FieldType.Kind.STRING);

    private final EventFormat format;
    private final ReaderOptions options;
    private final LookupLimits limits;
    private final List<DefinitionProblem> problems = new ArrayList<>();
    private long count;

    public LookupReader(EventFormat format, ReaderOptions options, LookupLimits limits) {
        this.format = format;
        this.options = options;
        this.limits = limits;
    }

    /**
     * @param body at most as long as the limits say
     * @param key the column that rows are found by; empty = the first
     * @param types of columns
     * @param defaults types of columns that {@code types} does not name; string for those that neither does
     * @throws InvalidLookupException with everything that is wrong, each wrong row by its line
     */
    public LookupTable read(
            byte[] body, Optional<String> key, Map<String, FieldType> types, Map<String, FieldType> defaults)
            throws InvalidLookupException {
        try {
            LookupShape shape = shape(body, key, types, defaults);
            LookupTableBuilder builder = new LookupTableBuilder(shape);
            rows(body, shape, builder);
            fail();
            return builder.build();
        } catch (MalformedBodyException malformed) {
            boolean detailed = !malformed.problems().isEmpty();
            malformed.problems().forEach(problem -> add(problem.path(), problem.message(), problem.hint()));
            if (!detailed) {
                add("line " + malformed.line(), malformed.message(), "nothing after it could be read");
            }
            throw failure();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private LookupShape shape(
            byte[] body, Optional<String> key, Map<String, FieldType> types, Map<String, FieldType> defaults)
            throws InvalidLookupException, MalformedBodyException, IOException {
        List<String> names = format == EventFormat.CSV
                ? EventReaders.csvColumns(new ByteArrayInputStream(body), options)
                : JsonColumns.of(body);
        checkNames(names);
        fail();
        for (String name : types.keySet()) {
            if (!names.contains(name)) {
                add(
                        "types",
                        "there is no column '" + name + "'",
                        Suggestion.hint(name, names, "one of " + shown(names)));
            }
        }
        Map<String, FieldType> all = new HashMap<>(defaults);
        all.putAll(types);
        String found = key.orElse(names.get(0));
        FieldType keyType = all.getOrDefault(found, TEXT);
        if (!names.contains(found)) {
            add("key", "there is no column '" + found + "'", Suggestion.hint(found, names, "one of " + shown(names)));
        } else if (!LookupShape.isKey(keyType)) {
            add(
                    "types",
                    "the key " + found + " can't be a " + keyType,
                    "string, boolean, int, long, timestamp, date or uuid");
        }
        fail();
        return new LookupShape(
                found,
                names.stream()
                        .map(name -> new LookupColumn(name, all.getOrDefault(name, TEXT)))
                        .toList());
    }

    private void checkNames(List<String> names) {
        if (names.isEmpty()) {
            add("columns", "there are none", "a header line, or an array of objects");
        }
        if (names.size() > limits.columns()) {
            add("columns", "there are " + names.size(), "at most " + limits.columns());
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!Names.isMember(name)) {
                add("columns", "'" + name + "' can't be the name of a column", Names.MEMBER_RULE);
            } else if (!seen.add(name)) {
                add("columns", "'" + name + "' is there twice", "give each column a name of its own");
            }
        }
    }

    private static String shown(List<String> names) {
        return String.join(", ", names);
    }

    private void rows(byte[] body, LookupShape shape, LookupTableBuilder builder)
            throws MalformedBodyException, IOException {
        EventDefinition definition = shape.asEvent();
        Event row = new Event(shape.schema());
        int rows = Math.min(limits.rows(), limits.cells() / shape.columns().size());
        try (EventReader reader =
                EventReaders.open(format, new ByteArrayInputStream(body), definition, row.schema(), options)) {
            while (reader.next()) {
                row(reader, row, shape, builder);
                if (builder.rows() > rows || builder.bytes() > limits.bytes()) {
                    add(
                            "line " + reader.line(),
                            "the lookup gets too large here",
                            "at most " + rows + " rows and " + limits.bytes() + " bytes");
                    return;
                }
            }
        }
    }

    private void row(EventReader reader, Event row, LookupShape shape, LookupTableBuilder builder) {
        String line = "line " + reader.line();
        try {
            reader.read(row, 0, 0);
        } catch (RejectedRecordException refused) {
            add(
                    refused.field().map(field -> line + ", " + field).orElse(line),
                    refused.message(),
                    refused.field()
                            .flatMap(shape::type)
                            .map(type -> "a value of type " + type)
                            .orElse("a row like the others"));
            return;
        }
        OptionalLong former = builder.add(row, reader.line());
        if (former.isPresent()) {
            add(
                    line + ", " + shape.key(),
                    "line " + former.getAsLong() + " has the same key",
                    "one row a key; another column is chosen with ?key=");
        }
    }

    private void add(String path, String message, String hint) {
        if (count++ < MAX_PROBLEMS) {
            problems.add(new DefinitionProblem(path, message, hint));
        }
    }

    private void fail() throws InvalidLookupException {
        if (count > 0) {
            throw failure();
        }
    }

    private InvalidLookupException failure() {
        return new InvalidLookupException(problems, count);
    }
}
