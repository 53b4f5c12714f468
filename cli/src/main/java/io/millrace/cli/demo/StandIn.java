package io.millrace.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that stands in for APIs on the internet, for as long as this is open, and not after this JVM. */
public final class StandIn implements AutoCloseable {
    /** Where definitions say that it is. */
    public static final int PORT = 8490;

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Process process;
    private final int port;
    private final Thread shutdownHook;

    private StandIn(Process process, int port) {
        this.process = process;
        this.port = port;
        shutdownHook = new Thread(process::destroyForcibly, "stop-stand-in");
    }

    /**
     * Starts it, and returns when it answers.
     *
     * @param examples the folder of all examples
     * @throws IllegalStateException if it can't be started, since something else has the port for instance
     */
    public static StandIn start(Path examples, int portOffset) throws IOException {
        int port = PORT + portOffset;
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        examples.resolve("SampleApi.java").toString(),
                        "serve",
                        Integer.toString(port)))
                .redirectErrorStream(true)
                .start();
        StandIn standIn = new StandIn(process, port);
        boolean serves = false;
        try {
            Runtime.getRuntime().addShutdownHook(standIn.shutdownHook);
            standIn.requireServing();
            serves = true;
            return standIn;
        } finally {
            if (!serves) {
                standIn.close();
            }
        }
    }

    /** It says where it serves what, a line each, once it does. */
    private void requireServing() throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String first = lines.readLine();
        String second = first == null ? null : lines.readLine();
        if (second == null || !second.contains("http://")) {
            throw new IllegalStateException("The stand-in for the APIs does not serve on 127.0.0.1:" + port
                    + ". Is the port taken? It says: " + first);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            // It runs then.
            process.destroyForcibly();
        }
    }
}
