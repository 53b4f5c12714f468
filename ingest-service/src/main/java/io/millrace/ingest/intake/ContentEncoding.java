package io.millrace.ingest.intake;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/** How a body is compressed, as its {@code Content-Encoding} says. */
public enum ContentEncoding {
    IDENTITY,
    GZIP,
    ZSTD;

    /** Greatest window, as a power of two: RFC 9659 has every sender of zstd over HTTP keep to 8 MiB. */
    private static final int ZSTD_WINDOW_LOG = 23;

    /** The encoding of a header's value; empty if it is none that is understood. */
    public static Optional<ContentEncoding> of(String header) {
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "zstd" -> Optional.of(ZSTD);
            default -> Optional.empty();
        };
    }

    /**
     * The decompressed body, in bounded memory. Closing it closes {@code body}.
     *
     * @throws IOException if the body does not start as it should; reading on may find the same of what follows, or of an end too early
     */
    public InputStream decode(InputStream body) throws IOException {
        return switch (this) {
            case IDENTITY -> body;
            case GZIP -> new GzipBody(body);
            case ZSTD -> new ZstdInputStreamNoFinalizer(body).setLongMax(ZSTD_WINDOW_LOG);
        };
    }
}
