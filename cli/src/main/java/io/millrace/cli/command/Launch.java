package io.millrace.cli.command;

import io.millrace.cli.output.StartUpLines;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the commands that start Millrace on this machine. */
public final class Launch {
    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Move every default port by N.")
    private int portOffset;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ".millrace",
            description = "Holds all state. Default: ${DEFAULT-VALUE}.")
    private Path dataFolder = Path.of(".millrace");

    /** Starts everything, with a line for each that is ready. */
    Platform start(PrintWriter out) throws InterruptedException {
        return start(out, Map.of());
    }

    /**
     * The same.
     *
     * @param serviceEnvironment settings of our services that go before those of the environment
     */
    Platform start(PrintWriter out, Map<String, String> serviceEnvironment) throws InterruptedException {
        PlatformOptions options = PlatformOptions.fromEnvironment(
                        Installation.fromSystemProperty(), dataFolder, portOffset, System.getenv())
                .withServiceEnvironment(serviceEnvironment);
        out.println("Starting Millrace in " + dataFolder + " (Ctrl-C stops all of it)");
        return Platform.start(options, new StartUpLines(out), Clock.systemUTC());
    }

    /** Whether services ask for keys: the environment names an administrator's. */
    static boolean asksForKeys() {
        return !System.getenv()
                .getOrDefault("MILLRACE_ADMINISTRATOR_KEY_SHA256", "")
                .isBlank();
    }

    /** Says who is let in, if that is everyone. */
    static void sayAccess(PrintWriter out) {
        if (!asksForKeys()) {
            out.println("  access   open to everyone on this machine; docs/keys.md says how to ask for keys");
        }
    }

    int portOffset() {
        return portOffset;
    }

    /** The folder that a service has for its own. */
    Path home(String service) {
        return dataFolder.toAbsolutePath().resolve(service);
    }

    String offsetOption() {
        return portOffset == 0 ? "" : " --port-offset " + portOffset;
    }
}
