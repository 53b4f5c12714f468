package io.millrace.cli.trial;

import io.millrace.model.format.MalformedBodyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What became of the records of a file. Mutable, not thread-safe. */
public final class FileReport {
    /** So many records are listed; all are counted. As answers of ingest-service have it. */
    public static final int MAX_LISTED = 100;

    private final String file;
    private final List<TrialRecord> rejected = new ArrayList<>();
    private final List<TrialRecord> failed = new ArrayList<>();
    private Optional<MalformedBodyException> malformed = Optional.empty();
    private long acceptedCount;
    private long rejectedCount;
    private long failedCount;
    private long duplicates;
    private long leftOut;

    FileReport(String file) {
        this.file = file;
    }

    void accept() {
        acceptedCount++;
    }

    void reject(TrialRecord record) {
        rejectedCount++;
        if (rejected.size() < MAX_LISTED) {
            rejected.add(record);
        }
    }

    void fail(TrialRecord record) {
        failedCount++;
        if (failed.size() < MAX_LISTED) {
            failed.add(record);
        }
    }

    void duplicate() {
        duplicates++;
    }

    void leaveOut() {
        leftOut++;
    }

    void malformed(MalformedBodyException exception) {
        malformed = Optional.of(exception);
    }

    public String file() {
        return file;
    }

    public long acceptedCount() {
        return acceptedCount;
    }

    public long rejectedCount() {
        return rejectedCount;
    }

    /** The first of the records that were not accepted. */
    public List<TrialRecord> rejected() {
        return Collections.unmodifiableList(rejected);
    }

    /** How many accepted events an expression had no result for. */
    public long failedCount() {
        return failedCount;
    }

    /** The first of the events that an expression had no result for. */
    public List<TrialRecord> failed() {
        return Collections.unmodifiableList(failed);
    }

    /** How many accepted events are copies. */
    public long duplicates() {
        return duplicates;
    }

    /** How many accepted events {@code where} left out. */
    public long leftOut() {
        return leftOut;
    }

    /** How many events the rollups count. */
    public long counted() {
        return acceptedCount - failedCount - duplicates - leftOut;
    }

    /** Why the file could not be read to its end. */
    public Optional<MalformedBodyException> malformed() {
        return malformed;
    }
}
