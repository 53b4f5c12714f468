package io.millrace.ingest.sources.folder;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a file was read.
 *
 * @param offset bytes read, the header included
 * @param line physical line that the next record is on, or a blank one before it; from 1
 * @param index number of the next record, from 0
 * @param accepted events so far
 * @param reportBytes of the report of rejected records so far
 * @param outcome where the file is to be moved; empty while it is read
 */
record FilePosition(
        FileIdentity file,
        long offset,
        long line,
        long index,
        long accepted,
        long reportBytes,
        Optional<Outcome> outcome) {
    /** What became of a file. */
    enum Outcome {
        DONE("done"),
        FAILED("failed"),
        /** It is not what was read any more. */
        CHANGED("failed");

        private final String folder;

        Outcome(String folder) {
            this.folder = folder;
        }

        /** Where it is moved to. */
        String folder() {
            return folder;
        }
    }

    static FilePosition beginning(FileIdentity file) {
        return new FilePosition(file, 0, 1, 0, 0, 0, Optional.empty());
    }

    FilePosition ended(Outcome newOutcome, long newReportBytes) {
        return new FilePosition(file, offset, line, index, accepted, newReportBytes, Optional.of(newOutcome));
    }

    /** As progress holds it. */
    Map<String, String> toMap() {
        Map<String, String> map = new HashMap<>();
        map.put("file", file.name());
        map.put("size", Long.toString(file.size()));
        map.put("modifiedAt", Long.toString(file.modifiedAt()));
        map.put("offset", Long.toString(offset));
        map.put("line", Long.toString(line));
        map.put("index", Long.toString(index));
        map.put("accepted", Long.toString(accepted));
        map.put("reportBytes", Long.toString(reportBytes));
        outcome.ifPresent(to -> map.put("outcome", to.name()));
        return map;
    }

    /** From progress; empty if no file is being read. */
    static Optional<FilePosition> of(Map<String, String> map) {
        if (!map.containsKey("file")) {
            return Optional.empty();
        }
        return Optional.of(new FilePosition(
                new FileIdentity(map.getOrDefault("file", ""), number(map, "size"), number(map, "modifiedAt")),
                number(map, "offset"),
                number(map, "line"),
                number(map, "index"),
                number(map, "accepted"),
                number(map, "reportBytes"),
                Optional.ofNullable(map.get("outcome")).map(Outcome::valueOf)));
    }

    private static long number(Map<String, String> map, String key) {
        return Long.parseLong(map.getOrDefault(key, "0"));
    }
}
