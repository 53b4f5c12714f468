package io.millrace.system;

import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Client} of one Millrace that runs for all of them: real servers, real services, each a process of its own. Tests keep
 * apart by tenant.
 */
final class RunningMillrace implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RunningMillrace.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Client.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("platform", key -> new Started(), Started.class)
                .client;
    }

    /** Closed by JUnit after the last test. */
    private static final class Started implements AutoCloseable {
        private final Platform platform;
        private final Client client;

        Started() {
            try {
                Path dataFolder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-");
                platform = Platform.start(
                        new PlatformOptions(Installation.fromSystemProperty(), dataFolder).withPorts(Ports.free()),
                        new ToStandardError(),
                        Clock.systemUTC());
                client = new Client(platform);
            } catch (Exception failure) {
                throw new IllegalStateException("Millrace did not start", failure);
            }
        }

        @Override
        public void close() {
            platform.close();
        }
    }
}
