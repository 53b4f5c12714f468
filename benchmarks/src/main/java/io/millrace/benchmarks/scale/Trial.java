package io.millrace.benchmarks.scale;

import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One run of a program: a whole installation on free ports of 127.0.0.1, what it takes, and lines to read. */
final class Trial implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path folder;
    private final PlatformOptions options;
    private final Platform platform;

    private Trial(Path folder, PlatformOptions options, Platform platform) {
        this.folder = folder;
        this.options = options;
        this.platform = platform;
    }

    static Trial start() throws IOException, InterruptedException {
        // The class path holds the services too, each with a logback.xml of its own.
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        Path folder = Files.createTempDirectory("millrace-benchmark-");
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder.resolve("one"))
                .withPorts(Ports.free())
                .withReadyWithin(Duration.ofMinutes(5));
        return new Trial(folder, options, Platform.start(options, SupervisorListener.SILENT, Clock.systemUTC()));
    }

    Platform platform() {
        return platform;
    }

    PlatformOptions options() {
        return options;
    }

    /** For a second platform beside the first. */
    Path folder() {
        return folder;
    }

    /** Seconds until a condition holds, asked every 20 ms. */
    static double await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long started = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - started > patience.toNanos()) {
                throw new IllegalStateException(what + ": not within " + patience);
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
        return seconds(started);
    }

    /** Resident memory of each process. */
    void printMemory() throws IOException {
        StringBuilder line = new StringBuilder("resident memory, MB:");
        for (Component component : Component.values()) {
            line.append(' ').append(component.title()).append(' ').append(residentBytes(component) >> 20);
        }
        print("%s", line);
    }

    private long residentBytes(Component component) throws IOException {
        long pid = platform.pid(component).orElseThrow();
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        int at = status.indexOf("VmRSS:") + "VmRSS:".length();
        return Long.parseLong(status.substring(at, status.indexOf("kB", at)).strip()) << 10;
    }

    /** Bytes of all files below a folder of the data folder. */
    long diskBytes(String name) throws IOException {
        try (Stream<Path> files = Files.walk(options.dataFolder())) {
            return files.filter(path -> path.toString().contains(name) && Files.isRegularFile(path))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    static double seconds(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    @Override
    public void close() {
        platform.close();
    }
}
