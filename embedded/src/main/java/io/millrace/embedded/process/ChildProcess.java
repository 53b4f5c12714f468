package io.millrace.embedded.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of a child JVM: the same java as ours, its own class path, its log and pid file in the data folder. */
public final class ChildProcess {
    private static final long LOG_ROTATED_AT_BYTES = 16L << 20;

    private static final Duration ATTACHED_GRACE = Duration.ofSeconds(15);

    private final Process process;
    private final Path pidFile;
    private final ClassArchive classArchive;

    private ChildProcess(Process process, Path pidFile, ClassArchive classArchive) {
        this.process = process;
        this.pidFile = pidFile;
        this.classArchive = classArchive;
    }

    static ChildProcess start(
            String name, JavaCommand command, DataFolder folder, ClassArchives classArchives, Clock clock)
            throws IOException {
        DataFolder.deleteRecursively(folder.temporary(name));
        Files.createDirectories(folder.temporary(name));
        Files.createDirectories(folder.runFolder());
        ClassArchive classArchive = ClassArchive.of(classArchives, name, classPath(command));
        ChildProcess child = new ChildProcess(
                launch(name, command, classArchive.options(), folder, clock), folder.pidFile(name), classArchive);
        try {
            Files.writeString(child.pidFile, child.pid() + "\n");
        } catch (IOException e) {
            child.kill();
            throw e;
        }
        return child;
    }

    /**
     * Runs a command of the child's to its end, with its output in the child's log.
     *
     * @throws EmbeddedException if it doesn't end well within the time
     */
    public static void runToEnd(String name, JavaCommand command, DataFolder folder, Clock clock, Duration limit)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.temporary(name));
        Process process = launch(name, command, List.of(), folder, clock);
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                String how = ended ? "failed with exit code " + process.exitValue() : "did not end within " + limit;
                throw new EmbeddedException(
                        name + ": " + command.mainClass() + " " + how + ". " + lastWords(name, folder));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs a command to its end in the foreground: in our working directory, with its output where ours goes or where it is told. It ends when we do.
     *
     * @return its exit code; 128 + signal if a signal ended it
     */
    public static int runAttached(String name, JavaCommand command, DataFolder folder, Redirect output, Redirect errors)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.temporary(name));
        Process process = builder(command, commandLine(name, command, List.of(), folder))
                .redirectOutput(output)
                .redirectError(errors)
                .start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
            if (!process.waitFor(ATTACHED_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            DataFolder.deleteRecursively(folder.temporary(name));
        }
    }

    static String lastWords(String name, DataFolder folder) {
        return "The last lines of " + folder.log(name) + ":\n  " + String.join("\n  ", folder.lastLogLines(name, 20));
    }

    private static Process launch(
            String name, JavaCommand command, List<String> moreOptions, DataFolder folder, Clock clock)
            throws IOException {
        Files.createDirectories(folder.home(name));
        Path log = folder.log(name);
        Files.createDirectories(log.getParent());
        if (Files.exists(log) && Files.size(log) > LOG_ROTATED_AT_BYTES) {
            Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line = commandLine(name, command, moreOptions, folder);
        Files.writeString(
                log,
                "==== " + clock.instant() + " start: " + String.join(" ", line) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);

        return builder(command, line)
                .directory(folder.home(name).toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    private static ProcessBuilder builder(JavaCommand command, List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(command.environment());
        // By environment: the command line stays short enough to be read by people, and to be read back whole.
        builder.environment()
                .put(
                        "CLASSPATH",
                        classPath(command).stream().map(Path::toString).collect(Collectors.joining(":")));
        // glibc otherwise keeps an arena of its own for each of a server's hundred threads.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private static List<Path> classPath(JavaCommand command) {
        return Stream.concat(command.classPath().stream(), Stream.of(ownClasses()))
                .toList();
    }

    private static List<String> commandLine(
            String name, JavaCommand command, List<String> moreOptions, DataFolder folder) {
        List<String> line = new ArrayList<>();
        // In a session of its own, the child doesn't get the terminal's Ctrl-C, which would stop the servers before the
        // services that write to them. setsid keeps the process id here, because a new child never leads a group. Where
        // there is none, all stop at once, each cleanly.
        onPath("setsid").ifPresent(setsid -> line.add(setsid.toString()));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add(folder.marker());
        line.add("-Dmillrace.child=" + name);
        line.add("-Djava.io.tmpdir=" + folder.temporary(name));
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-XX:ErrorFile=" + folder.log(name).resolveSibling(name + ".crash-%p.log"));
        line.addAll(command.options());
        line.addAll(moreOptions);
        line.add(Leash.class.getName());
        line.add(command.mainClass());
        line.addAll(command.arguments());
        return line;
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path ownClasses() {
        try {
            return Path.of(Leash.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Makes the next start faster, if no other has. The process stands still for seconds meanwhile. */
    void archiveClasses() throws InterruptedException {
        if (process.isAlive()) {
            classArchive.write(pid());
        }
    }

    /** Waits for the end and removes the pid file. The exit code; 128 + signal if a signal ended it. */
    int awaitEnd() throws InterruptedException {
        int exitCode = process.waitFor();
        removePidFile();
        return exitCode;
    }

    /** SIGTERM, then SIGKILL when it has not ended within the grace. Returns when it has ended. */
    void stop(Duration grace) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
        removePidFile();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    private void removePidFile() {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new EmbeddedException("The pid file " + pidFile + " can't be removed", e);
        }
    }
}
