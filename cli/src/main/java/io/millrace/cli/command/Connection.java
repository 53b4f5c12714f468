package io.millrace.cli.command;

import io.millrace.cli.api.MillraceApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that speaks to a running Millrace. */
public final class Connection {
    @Option(
            names = "--ingest-url",
            paramLabel = "URL",
            defaultValue = "${MILLRACE_INGEST_URL:-}",
            description = "Address of ingest-service. Default: $$MILLRACE_INGEST_URL, else http://127.0.0.1:8401.")
    private String ingest = "";

    @Option(
            names = "--query-url",
            paramLabel = "URL",
            defaultValue = "${MILLRACE_QUERY_URL:-}",
            description = "Address of query-service. Default: $$MILLRACE_QUERY_URL, else http://127.0.0.1:8400.")
    private String query = "";

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "For a Millrace that was started with 'up --port-offset N' on this machine.")
    private int portOffset;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the API key and nothing else. Default: the key in $$MILLRACE_KEY, if any.")
    private Optional<Path> keyFile = Optional.empty();

    /**
     * @throws IOException if the file with the key can't be read
     */
    MillraceApi api() throws IOException {
        return new MillraceApi(new MillraceApi.Addresses(address(ingest, 8401), address(query, 8400), key()));
    }

    /** Never an argument, which everyone on the machine can see. */
    private Optional<String> key() throws IOException {
        return keyFile.isPresent() ? Optional.of(Files.readString(keyFile.get()).strip()) : ofEnvironment();
    }

    /** The key in the environment, if any. */
    static Optional<String> ofEnvironment() {
        return Optional.ofNullable(System.getenv("MILLRACE_KEY"))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    private URI address(String given, int port) {
        return URI.create(given.isBlank() ? "http://127.0.0.1:" + (port + portOffset) : given);
    }
}
