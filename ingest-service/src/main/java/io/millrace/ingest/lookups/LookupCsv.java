package io.millrace.ingest.lookups;

import io.millrace.model.event.Event;
import io.millrace.model.lookup.LookupColumn;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.value.CsvText;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A lookup as CSV, which reads back to an equal one. */
public final class LookupCsv {
    private LookupCsv() {}

    /** With a header, by ascending key; UTF-8. */
    public static byte[] write(LookupTable table) {
        StringBuilder csv = new StringBuilder();
        List<Value> cells = new ArrayList<>();
        for (LookupColumn column : table.shape().columns()) {
            cells.add(new Value.Text(column.name()));
        }
        CsvText.appendLine(cells, csv);
        Event row = table.newRow();
        for (int number = 0; number < table.rows(); number++) {
            table.read(number, row);
            cells.clear();
            for (int column = 0; column < table.shape().columns().size(); column++) {
                cells.add(row.value(column));
            }
            CsvText.appendLine(cells, csv);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
