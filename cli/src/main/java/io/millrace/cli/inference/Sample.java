package io.millrace.cli.inference;

import java.util.List;

/**
 * The first records of a file.
 *
 * @param columns that a field can be read from
 * @param records how many could be read
 * @param skipped how many are no records: broken JSON, ragged lines
 * @param leftOut what no field can be read from, and why; for people
 * @param delimiter of a CSV
 */
record Sample(List<SampleColumn> columns, int records, long skipped, List<String> leftOut, char delimiter) {
    Sample {
        columns = List.copyOf(columns);
        leftOut = List.copyOf(leftOut);
    }
}
