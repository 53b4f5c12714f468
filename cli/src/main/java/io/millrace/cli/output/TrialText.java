package io.millrace.cli.output;

import io.millrace.cli.trial.ExpectedRows.Difference;
import io.millrace.cli.trial.FileReport;
import io.millrace.cli.trial.TrialRecord;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.MalformedBodyException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the records of a trial, for people. */
public final class TrialText {
    private static final int MOST_DIFFERENCES = 20;

    private TrialText() {}

    /** A file's records: how many came to what, and each that could not be used. */
    public static String report(FileReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %,d accepted, %,d rejected%n",
                report.file(),
                report.acceptedCount(),
                report.rejectedCount()));
        list(report.rejected(), report.rejectedCount(), text);
        report.malformed()
                .ifPresent(malformed -> text.append(String.format(
                        Locale.ROOT, "  not read from %s on: %s%n", place(malformed), malformed.message())));
        text.append(String.format(
                Locale.ROOT,
                "  of the accepted: %,d duplicates, %,d filtered by where, %,d failed expressions; %,d count%n",
                report.duplicates(),
                report.leftOut(),
                report.failedCount(),
                report.counted()));
        list(report.failed(), report.failedCount(), text);
        return text.toString();
    }

    private static String place(MalformedBodyException malformed) {
        return malformed.line() == EventReader.NO_LINE ? "there" : "line " + malformed.line();
    }

    private static void list(List<TrialRecord> records, long count, StringBuilder text) {
        for (TrialRecord record : records) {
            text.append("  ").append(record.place());
            record.field().ifPresent(field -> text.append(", ").append(field));
            text.append(": ")
                    .append(record.code())
                    .append(": ")
                    .append(record.message())
                    .append('\n');
        }
        if (count > records.size()) {
            text.append(String.format(Locale.ROOT, "  … and %,d more%n", count - records.size()));
        }
    }

    /** Keys that lookups did not have. */
    public static String missingKeys(Map<String, Long> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((lookup, count) -> text.append(String.format(
                Locale.ROOT, "  lookup %s: %,d events with a key that it does not have%n", lookup, count)));
        return text.toString();
    }

    /** Rows that are not as they should be. */
    public static String differences(List<Difference> differences) {
        StringBuilder text = new StringBuilder();
        differences.stream().limit(MOST_DIFFERENCES).forEach(difference -> {
            text.append("  ").append(difference.row());
            text.append(
                    switch (difference.kind()) {
                        case DIFFERENT -> "\n";
                        case MISSING -> "   expected, and not there\n";
                        case UNEXPECTED -> "   not expected\n";
                    });
            difference
                    .cells()
                    .forEach(cell -> text.append("      ").append(cell).append('\n'));
        });
        if (differences.size() > MOST_DIFFERENCES) {
            text.append(String.format(Locale.ROOT, "  … and %,d more%n", differences.size() - MOST_DIFFERENCES));
        }
        return text.toString();
    }
}
