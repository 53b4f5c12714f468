package io.millrace.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Children of an earlier supervisor that was killed: found by pid file, and stopped before anything is started. */
final class StaleChildren {
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final DataFolder folder;
    private final SupervisorListener listener;

    StaleChildren(DataFolder folder, SupervisorListener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    /** Only with the folder's lock held: nobody else's children are stopped. */
    void stop() throws InterruptedException {
        try {
            List<ProcessHandle> stale = new ArrayList<>();
            List<Path> pidFiles = pidFiles();
            for (Path pidFile : pidFiles) {
                running(pidFile).ifPresent(process -> {
                    listener.stale(pidFile.getFileName().toString().replace(".pid", ""), process.pid());
                    stale.add(process);
                });
            }
            stale.forEach(ProcessHandle::destroy);
            if (!awaitEnd(stale, GRACE)) {
                stale.forEach(ProcessHandle::destroyForcibly);
                if (!awaitEnd(stale, AFTER_KILL)) {
                    throw new EmbeddedException("Processes that an earlier run left behind can't be stopped: "
                            + stale.stream()
                                    .filter(this::isOurs)
                                    .map(ProcessHandle::pid)
                                    .toList());
                }
            }
            for (Path pidFile : pidFiles) {
                Files.deleteIfExists(pidFile);
            }
        } catch (IOException e) {
            throw new EmbeddedException("The pid files in " + folder.runFolder() + " can't be read", e);
        }
    }

    private List<Path> pidFiles() throws IOException {
        if (!Files.isDirectory(folder.runFolder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.runFolder())) {
            return files.filter(file -> file.toString().endsWith(".pid")).toList();
        }
    }

    private Optional<ProcessHandle> running(Path pidFile) throws IOException {
        String pid = Files.readString(pidFile).strip();
        // Empty when the supervisor was killed while it wrote the file.
        return pid.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(pid)).filter(this::isOurs)
                : Optional.empty();
    }

    /** The system may have given the id to another process since; ours has the data folder on its command line. */
    private boolean isOurs(ProcessHandle process) {
        // A zombie has no command line, so one that nobody reaps counts as ended.
        return process.isAlive()
                && process.info()
                        .commandLine()
                        .filter(line -> line.contains(folder.marker() + " "))
                        .isPresent();
    }

    private boolean awaitEnd(List<ProcessHandle> processes, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (processes.stream().anyMatch(this::isOurs)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }
}
