package io.millrace.model.format;

/**
 * How to read a body.
 *
 * @param csv how it is written, if it is CSV
 */
public record ReaderOptions(CsvDialect csv, RecordLimits limits) {
    public static final ReaderOptions DEFAULT = new ReaderOptions(CsvDialect.DEFAULT, RecordLimits.DEFAULT);

    public ReaderOptions with(CsvDialect newCsv) {
        return new ReaderOptions(newCsv, limits);
    }

    public ReaderOptions with(RecordLimits newLimits) {
        return new ReaderOptions(csv, newLimits);
    }
}
