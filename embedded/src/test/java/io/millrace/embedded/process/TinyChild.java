package io.millrace.embedded.process;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs {@link TinyMain}; ready when that has made its file. */
record TinyChild(String name, DataFolder folder, String does) implements Child {

    @Override
    public void prepare() throws IOException {
        Files.deleteIfExists(readyFile());
    }

    @Override
    public JavaCommand command() {
        return new JavaCommand(
                List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(testClasses()),
                TinyMain.class.getName(),
                List.of(readyFile().toString(), does),
                Map.of());
    }

    @Override
    public boolean isReady() {
        return Files.exists(readyFile());
    }

    private Path readyFile() {
        return folder.root().resolve(name + ".ready");
    }

    static Path testClasses() {
        try {
            return Path.of(TinyMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
