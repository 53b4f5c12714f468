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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A column of which fields are tried. A field fits if every value can be read as it, or all but a few that are tolerated. */
final class CandidateColumn {
    private static final int SHOWN = 40;

    private final SampleColumn sample;
    private final String name;
    private final List<Cell> cells;
    private final int tolerated;

    /**
     * @param percent of the values that a field need not fit
     */
    CandidateColumn(SampleColumn sample, String name, int percent) {
        this.sample = sample;
        this.name = name;
        cells = sample.present();
        this.tolerated = (int) ((long) cells.size() * percent / 100);
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

    /** How many values can't be read so; no more are counted than decide. */
    int misfits(FieldDefinition field) {
        ValueReader reader = new ValueReader(field);
        int count = 0;
        for (Cell cell : cells) {
            if (reader.read(cell.form(), cell.text()).isEmpty() && ++count > tolerated) {
                break;
            }
        }
        return count;
    }

    boolean fits(FieldDefinition field) {
        return misfits(field) <= tolerated;
    }

    boolean anyText(Pattern pattern) {
        return cells.stream()
                .anyMatch(cell -> pattern.matcher(cell.text().strip()).matches());
    }

    boolean allText(Pattern pattern) {
        return cells.stream()
                .allMatch(cell -> pattern.matcher(cell.text().strip()).matches());
    }

    String name() {
        return name;
    }

    SampleColumn sample() {
        return sample;
    }

    /** The values that are there. */
    List<Cell> cells() {
        return cells;
    }

    /** Values that a field need not fit. */
    int tolerated() {
        return tolerated;
    }

    /** What it is, if it is that field. */
    InferredField as(FieldDefinition field, List<String> notes) {
        ValueReader reader = new ValueReader(field);
        List<@Nullable Value> values = new ArrayList<>();
        for (Cell cell : sample.cells()) {
            boolean missing = cell == null || (field.type().kind() != Kind.STRING && cell.blank());
            values.add(missing ? null : reader.read(cell.form(), cell.text()).orElse(null));
        }
        return new InferredField(sample, field, notes, values);
    }

    /** Some values that can't be read so, for a person. */
    String examples(FieldDefinition field) {
        ValueReader reader = new ValueReader(field);
        return String.join(
                ", ",
                cells.stream()
                        .filter(cell -> reader.read(cell.form(), cell.text()).isEmpty())
                        .map(cell -> "'"
                                + (cell.text().length() > SHOWN ? cell.text().substring(0, SHOWN) : cell.text()) + "'")
                        .distinct()
                        .limit(3)
                        .toList());
    }
}
