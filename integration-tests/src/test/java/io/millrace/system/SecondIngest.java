package io.millrace.system;

import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;

/** Another ingest service beside that of a running Millrace. */
final class SecondIngest {
    private SecondIngest() {}

    static Platform beside(Platform first) throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-second-");
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder)
                .withPorts(Ports.free())
                .withExternalAddresses(new ExternalAddresses(
                        Optional.of(first.addresses().kafka()),
                        Optional.of(first.addresses().cassandra()),
                        Optional.of(first.addresses().registry())))
                .withComponents(EnumSet.of(Component.INGEST));
        return Platform.start(options, new ToStandardError(), Clock.systemUTC());
    }
}
