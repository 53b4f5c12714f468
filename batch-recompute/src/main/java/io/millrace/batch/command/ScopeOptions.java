package io.millrace.batch.command;

import io.millrace.batch.run.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What of history a command is about. */
public final class ScopeOptions {
    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline.")
    private String pipeline = "";

    @Option(
            names = "--rollup",
            paramLabel = "NAME",
            description = "A rollup; may be given several times. Default: all that the command can work on.")
    private List<String> rollups = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            converter = TimeReader.class,
            description =
                    "Event time, RFC 3339 (2026-03-01T00:00:00Z) or a day in UTC; rounded down to the start of a window.")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            required = true,
            converter = TimeReader.class,
            description = "Likewise, exclusive; rounded up to the end of a window.")
    private Instant to = Instant.EPOCH;

    Request request(String who) {
        return new Request(tenant, pipeline, rollups, from, to, who);
    }

    /** Reads a time. */
    static final class TimeReader implements CommandLine.ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            } catch (DateTimeException unreadable) {
                throw new CommandLine.TypeConversionException(
                        "'" + text + "' is not a time; write 2026-03-01T00:00:00Z, or 2026-03-01");
            }
        }
    }
}
