package io.millrace.ingest.sources.replay;

import java.util.Map;
import java.util.Optional;

/**
 * How far files were played.
 *
 * @param files what is played: its names, sizes and times
 * @param startedAt when this round began, ms since the epoch
 * @param played records of the round
 * @param over whether the round came to its end
 */
record ReplayPosition(String files, long startedAt, int played, boolean over) {
    ReplayPosition behind(int newPlayed, boolean nowOver) {
        return new ReplayPosition(files, startedAt, newPlayed, nowOver);
    }

    Map<String, String> toMap() {
        return Map.of(
                "files",
                files,
                "startedAt",
                Long.toString(startedAt),
                "played",
                Integer.toString(played),
                "over",
                Boolean.toString(over));
    }

    /** From progress; empty before the first round. */
    static Optional<ReplayPosition> of(Map<String, String> map) {
        return map.containsKey("files")
                ? Optional.of(new ReplayPosition(
                        map.getOrDefault("files", ""),
                        Long.parseLong(map.getOrDefault("startedAt", "0")),
                        Integer.parseInt(map.getOrDefault("played", "0")),
                        Boolean.parseBoolean(map.getOrDefault("over", "false"))))
                : Optional.empty();
    }
}
