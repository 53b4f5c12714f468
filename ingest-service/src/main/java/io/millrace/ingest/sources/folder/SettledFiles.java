package io.millrace.ingest.sources.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which files of a folder have been as they are for long enough. Remembers what it saw; whoever begins without that only waits a little longer. */
final class SettledFiles {
    private final Duration settle;
    private Map<FileIdentity, Instant> seen = new HashMap<>();
    private final Deque<FileIdentity> settled = new ArrayDeque<>();

    SettledFiles(Duration settle) {
        this.settle = settle;
    }

    /** The next to be read, oldest first. */
    Optional<FileIdentity> next(Path folder, Instant now) throws IOException {
        if (settled.isEmpty()) {
            look(folder, now);
        }
        return Optional.ofNullable(settled.poll());
    }

    private void look(Path folder, Instant now) throws IOException {
        List<Path> paths;
        try (Stream<Path> listing = Files.list(folder)) {
            paths = listing.filter(path -> isTaken(String.valueOf(path.getFileName())))
                    .toList();
        }
        Map<FileIdentity, Instant> found = new HashMap<>();
        for (Path path : paths) {
            Optional<FileIdentity> file = FileIdentity.of(path);
            file.ifPresent(identity -> found.put(identity, seen.getOrDefault(identity, now)));
        }
        seen = found;
        List<FileIdentity> still = new ArrayList<>();
        found.forEach((identity, since) -> {
            if (!since.plus(settle).isAfter(now)) {
                still.add(identity);
            }
        });
        still.sort(Comparator.comparingLong(FileIdentity::modifiedAt).thenComparing(FileIdentity::name));
        settled.addAll(still);
    }

    private static boolean isTaken(String name) {
        return !name.startsWith(".") && name.toLowerCase(Locale.ROOT).endsWith(".csv");
    }
}
