package io.millrace.cli.command;

import io.millrace.cli.api.MillraceApi;
import java.net.URI;
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
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${MILLRACE_KEY:-}",
            description = "API key. Default: $$MILLRACE_KEY.")
    private String key = "";

    MillraceApi api() {
        return new MillraceApi(new MillraceApi.Addresses(
                address(ingest, 8401), address(query, 8400), Optional.of(key).filter(given -> !given.isBlank())));
    }

    private URI address(String given, int port) {
        return URI.create(given.isBlank() ? "http://127.0.0.1:" + (port + portOffset) : given);
    }
}
