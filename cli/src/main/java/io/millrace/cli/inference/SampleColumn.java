package io.millrace.cli.inference;

import io.millrace.model.format.ValueReader.Form;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one column, or of one place in JSON records: one a record, null where there is none. Mutable while it is filled. */
final class SampleColumn {
    private final String from;
    private final String title;
    private final List<@Nullable Cell> cells = new ArrayList<>();

    /**
     * A value as it is written.
     *
     * @param blank whether it is spaces without quotes: no value, save for a string
     */
    record Cell(Form form, String text, boolean blank) {
        static Cell of(Form form, String text) {
            return new Cell(form, text, false);
        }
    }

    /**
     * @param from as a definition says where it is
     * @param title what its name is made from
     */
    SampleColumn(String from, String title) {
        this.from = from;
        this.title = title;
    }

    String from() {
        return from;
    }

    String title() {
        return title;
    }

    /** Sets the value of the record of a number, counted from 0; those before it without one have none. */
    void set(int record, Cell cell) {
        fillTo(record);
        cells.add(cell);
    }

    void fillTo(int records) {
        while (cells.size() < records) {
            cells.add(null);
        }
    }

    List<@Nullable Cell> cells() {
        return Collections.unmodifiableList(cells);
    }

    /** The values that are there. */
    List<Cell> present() {
        List<Cell> present = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            if (cell != null && !cell.blank()) {
                present.add(cell);
            }
        }
        return present;
    }

    /** Whether some record has no value, as a type that is no string would see it. */
    boolean hasGaps() {
        return present().size() < cells.size();
    }
}
