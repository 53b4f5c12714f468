package io.millrace.query.answer;

import io.millrace.model.rollup.RowText;
import io.millrace.query.read.FoundRow;
import java.nio.charset.StandardCharsets;

/**
 * An answer's rows as CSV (RFC 4180, UTF-8) with a header: {@code windowStart, windowEnd, closed}, the dimensions, {@code other}
 * if the rollup limits its groups, {@code events}, the measures. No value is an empty cell, the empty string {@code ""}, as ingest reads them. Thread-safe.
 */
public final class CsvAnswer {
    /** The whole document, UTF-8. */
    public byte[] write(RollupAnswer answer) {
        StringBuilder csv = new StringBuilder(1_024 + 128 * answer.page().rows().size());
        RowText text = answer.text();
        text.appendCsvHeader(csv);
        for (FoundRow row : answer.page().rows()) {
            text.appendCsv(answer.finished(row), csv);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
