package io.millrace.model.format;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a CSV body, by the names in its header line or in a list.
 *
 * @param names trimmed
 * @param columnOf by field: the column it is read from, or -1
 * @param unknown how many columns no field is read from
 */
record CsvHeader(List<String> names, int[] columnOf, int unknown) {
    /** Where problems with a header line are. */
    static final String LINE = "header";

    private static final String LIST = "columns";
    private static final int SHOWN = 100;

    /**
     * @throws Unusable with all that is wrong
     */
    static CsvHeader of(List<String> names, EventAssembler assembler, CsvDialect dialect, RecordLimits limits)
            throws Unusable {
        String place = dialect.hasHeaderLine() ? LINE : LIST;
        if (names.size() > limits.maxFields()) {
            throw new Unusable(List.of(new DefinitionProblem(
                    place, "has " + names.size() + " columns", "at most " + limits.maxFields() + " are read")));
        }
        int[] columnOf = new int[assembler.fields()];
        List<String> missing = new ArrayList<>();
        Set<String> twice = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (int index = 0; index < columnOf.length; index++) {
            FieldDefinition field = assembler.parser(index).field;
            columnOf[index] = names.indexOf(field.from());
            known.add(field.from());
            if (columnOf[index] < 0 && !field.optional()) {
                missing.add(field.from());
            } else if (columnOf[index] != names.lastIndexOf(field.from())) {
                twice.add(field.from());
            }
        }
        List<String> unknown =
                names.stream().filter(name -> !known.contains(name)).toList();
        List<DefinitionProblem> problems = new ArrayList<>();
        String has = "it has " + shown(names)
                + (names.size() == 1 ? "; is the delimiter really " + dialect.delimiter() + "?" : "");
        if (!missing.isEmpty()) {
            problems.add(new DefinitionProblem(place, "lacks the required columns " + shown(missing), has));
        }
        if (!twice.isEmpty()) {
            problems.add(new DefinitionProblem(place, "has more than once the columns " + shown(twice), has));
        }
        if (!unknown.isEmpty() && assembler.rejectsUnknown()) {
            problems.add(new DefinitionProblem(
                    place,
                    "has columns that the definition does not name, and it says unknownFields: reject: "
                            + shown(unknown),
                    "the definition names " + shown(known.stream().sorted().toList())));
        }
        if (!problems.isEmpty()) {
            throw new Unusable(problems);
        }
        return new CsvHeader(List.copyOf(names), columnOf, unknown.size());
    }

    private static String shown(Iterable<String> names) {
        List<String> quoted = new ArrayList<>();
        names.forEach(name -> quoted.add(FieldParser.shown(name)));
        String cut = quoted.size() > SHOWN ? " and " + (quoted.size() - SHOWN) + " more" : "";
        return quoted.stream().limit(SHOWN).collect(Collectors.joining(", ")) + cut;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CsvHeader header
                && names.equals(header.names)
                && Arrays.equals(columnOf, header.columnOf);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** Records can't be read under this header. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<DefinitionProblem> problems;

        Unusable(List<DefinitionProblem> problems) {
            super(problems.stream()
                    .map(problem -> subject(problem) + problem.message() + " (" + problem.hint() + ")")
                    .collect(Collectors.joining("; ")));
            this.problems = problems;
        }

        private static String subject(DefinitionProblem problem) {
            return problem.path().equals(LINE) ? "the CSV header " : "the list of columns ";
        }

        List<DefinitionProblem> problems() {
            return problems;
        }
    }
}
