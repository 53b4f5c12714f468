package io.millrace.cli.trial;

import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Records to read: a file, or the standard input.
 *
 * @param name as given; {@code -} = standard input
 * @param given the format, if it was said; else it is told by the name, or by how the data begins
 * @param options how a CSV is read
 */
public record DataFile(String name, Optional<EventFormat> given, ReaderOptions options) {
    private static final String STANDARD_INPUT = "-";
    private static final int LOOKED_AT = 1 << 12;
    private static final int BUFFER = 1 << 16;

    /** An open file. Closing it closes the body. */
    public record Body(EventFormat format, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** How people see it. */
    public String title() {
        return name.equals(STANDARD_INPUT) ? "standard input" : name;
    }

    /** The name without folders and endings; empty for standard input. */
    public String stem() {
        Path file = Path.of(name).getFileName();
        return file == null || name.equals(STANDARD_INPUT)
                ? ""
                : file.toString().replaceAll("\\.(gz|csv|tsv|ndjson|jsonl|json|avro)\\b", "");
    }

    /**
     * @param standardInput what {@code -} stands for
     * @throws IllegalArgumentException if it is compressed in a way that is not known here
     */
    public Body open(InputStream standardInput) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zst")) {
            throw new IllegalArgumentException(
                    name + " is compressed with zstd, which is not read here: zstd -dc " + name + " | millrace … -");
        }
        InputStream raw = name.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(name));
        BufferedInputStream bytes = decompressed(new BufferedInputStream(raw, BUFFER));
        Optional<EventFormat> known = given.or(() -> byName(lower));
        return new Body(known.isPresent() ? known.get() : byBeginning(bytes), bytes);
    }

    /** Whatever it is called: gzip begins with two bytes that no text begins with. */
    private static BufferedInputStream decompressed(BufferedInputStream raw) throws IOException {
        raw.mark(2);
        boolean isGzip = raw.read() == 0x1F && raw.read() == 0x8B;
        raw.reset();
        return isGzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
    }

    private static Optional<EventFormat> byName(String lower) {
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
            return Optional.of(EventFormat.CSV);
        } else if (plain.endsWith(".ndjson") || plain.endsWith(".jsonl")) {
            return Optional.of(EventFormat.NDJSON);
        }
        if (plain.endsWith(".avro")) {
            return Optional.of(EventFormat.AVRO);
        }
        return plain.endsWith(".json") ? Optional.of(EventFormat.JSON) : Optional.empty();
    }

    private static EventFormat byBeginning(BufferedInputStream bytes) throws IOException {
        bytes.mark(LOOKED_AT);
        int next;
        int count = 0;
        do {
            next = bytes.read();
            count++;
        } while (next >= 0 && Character.isWhitespace(next) && count < LOOKED_AT);
        bytes.reset();
        return switch (next) {
            case '{' -> EventFormat.NDJSON;
            case '[' -> EventFormat.JSON;
            default -> EventFormat.CSV;
        };
    }
}
