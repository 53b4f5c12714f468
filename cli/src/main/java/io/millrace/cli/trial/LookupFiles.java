package io.millrace.cli.trial;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.lookup.LookupUse;
import io.millrace.model.lookup.LookupVersion;
import io.millrace.model.lookup.Lookups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lookups from files, each in one version that is valid from the beginning. Columns have the types that the definition says they have, so
 * none need be told here.
 */
public final class LookupFiles {
    private final Map<String, Path> files;
    private final Map<String, String> keys;
    private final List<DefinitionProblem> problems = new ArrayList<>();

    /**
     * @param files by the name of the lookup
     * @param keys the column that rows are found by, by the name of the lookup; else the first
     */
    public LookupFiles(Map<String, Path> files, Map<String, String> keys) {
        this.files = Map.copyOf(files);
        this.keys = Map.copyOf(keys);
    }

    /** Reads what a definition uses. Look at {@link #problems} before the lookups are used. */
    public Lookups read(PipelineDefinition definition) throws IOException {
        Map<String, Lookup> lookups = new HashMap<>();
        Map<String, LookupTable> tables = new HashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Optional<LookupTable> table = table(file.getKey(), file.getValue(), definition);
            if (table.isPresent()) {
                Lookup lookup = new Lookup();
                lookup.add(new LookupVersion(1, Long.MIN_VALUE, 0, table));
                lookups.put(file.getKey(), lookup);
                tables.put(file.getKey(), table.get());
            }
        }
        if (problems.isEmpty()) {
            LookupUse.problems(
                            definition,
                            name -> Optional.ofNullable(tables.get(name)).map(LookupTable::shape),
                            tables.keySet())
                    .stream()
                    .map(problem -> files.isEmpty() ? withOption(problem) : problem)
                    .forEach(problems::add);
        }
        return name -> lookups.getOrDefault(name, new Lookup());
    }

    private static DefinitionProblem withOption(DefinitionProblem problem) {
        return new DefinitionProblem(
                problem.path(), problem.message(), "give the file of each lookup: --lookup NAME=FILE");
    }

    private Optional<LookupTable> table(String name, Path file, PipelineDefinition definition) throws IOException {
        String path = file.toString();
        EventFormat format = path.endsWith(".json")
                ? EventFormat.JSON
                : path.endsWith(".ndjson") ? EventFormat.NDJSON : EventFormat.CSV;
        try {
            LookupReader reader = new LookupReader(format, ReaderOptions.DEFAULT, LookupLimits.DEFAULT);
            Optional<String> key = Optional.ofNullable(keys.get(name));
            byte[] body = Files.readAllBytes(file);
            LookupTable table = reader.read(body, key, Map.of(), added(name, definition));
            String keyColumn = table.shape().key();
            Optional<FieldType> keyType = keyType(name, definition);
            if (keyType.isEmpty() || table.shape().type(keyColumn).equals(keyType)) {
                return Optional.of(table);
            }
            // Only now the key's column is known.
            return Optional.of(new LookupReader(format, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                    .read(body, key, Map.of(keyColumn, keyType.get()), added(name, definition)));
        } catch (InvalidLookupException invalid) {
            invalid.problems()
                    .forEach(problem -> problems.add(new DefinitionProblem(
                            file + ", " + problem.path(),
                            problem.message(),
                            problem.hint().replace("?key=", "--lookup-key " + name + "="))));
            return Optional.empty();
        }
    }

    private static Map<String, FieldType> added(String lookup, PipelineDefinition definition) {
        Map<String, FieldType> types = new HashMap<>();
        for (EnrichDefinition enrich : definition.enrich()) {
            if (enrich.lookup().equals(lookup)) {
                enrich.add().forEach(field -> types.put(field.from(), field.type()));
            }
        }
        return types;
    }

    private static Optional<FieldType> keyType(String lookup, PipelineDefinition definition) {
        for (EnrichDefinition enrich : definition.enrich()) {
            if (enrich.lookup().equals(lookup)) {
                Optional<FieldType> type = definition.event().fields().stream()
                        .filter(field -> field.name().equals(enrich.on()))
                        .map(field -> field.type())
                        .findFirst();
                return type.or(() -> definition.enrich().stream()
                        .flatMap(other -> other.add().stream())
                        .filter(field -> field.name().equals(enrich.on()))
                        .map(field -> field.type())
                        .findFirst());
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the files, or with how the definition uses them. */
    public List<DefinitionProblem> problems() {
        return List.copyOf(problems);
    }
}
