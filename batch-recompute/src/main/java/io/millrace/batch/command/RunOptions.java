package io.millrace.batch.command;

import io.millrace.model.definition.Durations;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How a run goes, whatever it does. */
public final class RunOptions {
    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = DurationReader.class,
            description = "How long to wait for the stream and the archive to catch up. Default: ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ofMinutes(5);

    @Option(
            names = "--who",
            paramLabel = "NAME",
            description = "Who runs it, as the table of runs tells. Default: your name on this machine.")
    private Optional<String> who = Optional.empty();

    Duration patience() {
        return wait;
    }

    String who() {
        return who.orElseGet(() -> System.getProperty("user.name", "unknown"));
    }

    /** Reads a duration as definitions have it. */
    static final class DurationReader implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new CommandLine.TypeConversionException(wrong.getMessage() + "; write " + Durations.RULE);
            }
        }
    }
}
