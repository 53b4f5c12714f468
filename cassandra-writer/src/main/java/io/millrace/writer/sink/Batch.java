package io.millrace.writer.sink;

import java.util.List;

/**
 * Rows of one Cassandra partition and one lane that are sent together.
 *
 * @param failures how often that failed so far
 */
record Batch<R>(Lane lane, List<HeldRow<R>> rows, int failures) {
    List<R> contents() {
        return rows.stream().map(row -> row.content().row()).toList();
    }

    int records() {
        return rows.stream().mapToInt(HeldRow::records).sum();
    }

    long bytes() {
        return rows.stream().mapToLong(HeldRow::bytes).sum();
    }

    Batch<R> failedOnceMore() {
        return new Batch<>(lane, rows, failures + 1);
    }

    Batch<R> firstHalf() {
        return new Batch<>(lane, rows.subList(0, rows.size() / 2), 0);
    }

    Batch<R> secondHalf() {
        return new Batch<>(lane, rows.subList(rows.size() / 2, rows.size()), 0);
    }
}
