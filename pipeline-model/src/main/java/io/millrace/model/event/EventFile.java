package io.millrace.model.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a file of events is sent, as its name tells it.
 *
 * @param contentType media type
 * @param contentEncoding of what is compressed, as HTTP has it (RFC 9110, section 8.4)
 */
public record EventFile(String contentType, Optional<String> contentEncoding) {
    /** For a message that says which names tell it. */
    public static final String NAMES = ".csv, .ndjson, .jsonl, .json or .avro, then .gz or .zst if it is compressed";

    private static final Map<String, String> TYPES = Map.of(
            ".csv", "text/csv",
            ".ndjson", "application/x-ndjson",
            ".jsonl", "application/x-ndjson",
            ".json", "application/json",
            ".avro", "application/avro");

    private static final Map<String, String> ENCODINGS = Map.of(".gz", "gzip", ".zst", "zstd");

    /** None if the name does not tell the format. */
    public static Optional<EventFile> named(String name) {
        Optional<String> encoding = encodingOf(name);
        String plain = encoding.isPresent() ? name.substring(0, name.lastIndexOf('.')) : name;
        return Optional.ofNullable(TYPES.get(ending(plain))).map(type -> new EventFile(type, encoding));
    }

    /** What a name tells, whatever the format is. */
    public static Optional<String> encodingOf(String name) {
        return Optional.ofNullable(ENCODINGS.get(ending(name)));
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }
}
