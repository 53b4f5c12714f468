package io.millrace.model.format;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the record at the start of a buffer into cells, by RFC 4180; line feeds may stand for CR LF. Works on the bytes, and is our own, since
 * dead letters need a record's original bytes and ids are made from them, and no CSV library tells where they lie. A quote within a cell
 * that does not start with one is an ordinary character. Reused; not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvSplitter {
    /** How a record ends. */
    enum Outcome {
        RECORD,
        /** There is none: the body is at its end. */
        END,
        /** Longer than the limit. */
        TOO_LONG,
        /** A quote opens a cell and does not close it within the limit or the body. */
        UNCLOSED_QUOTE,
        /** Between a closing quote and the next delimiter there is something. */
        TEXT_AFTER_QUOTE
    }

    private static final int NO_BYTE = 1 << Byte.SIZE;

    private final BodyBuffer body;
    private final char delimiter;
    // No byte is like it where cells are never quoted.
    private final int quote;
    private final int maxRecordBytes;

    // Cells by number, offsets from the start of the buffer; those beyond the limit are counted, not kept.
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private boolean[] quoted = new boolean[16];
    private boolean[] doubled = new boolean[16];
    private int keptCells = Integer.MAX_VALUE;

    private int cells;
    private int length;
    private int consumed;
    private int lines;
    // The next byte to look at.
    private int position;

    CsvSplitter(BodyBuffer body, CsvDialect dialect, int maxRecordBytes) {
        this.body = body;
        delimiter = dialect.delimiter();
        quote = dialect.quote().isPresent() ? dialect.quote().get() : NO_BYTE;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** From now on, keeps no more cells of a record than so many. */
    void keep(int newKeptCells) {
        keptCells = newKeptCells;
    }

    int cells() {
        return cells;
    }

    /** Offset of a cell from the start of the buffer, within its quotes if it has any. */
    int start(int cell) {
        return starts[cell];
    }

    int end(int cell) {
        return ends[cell];
    }

    boolean isQuoted(int cell) {
        return quoted[cell];
    }

    /** Whether the cell has doubled quotes that stand for one. */
    boolean hasDoubledQuotes(int cell) {
        return doubled[cell];
    }

    /** Of the record, without its line end. */
    int length() {
        return length;
    }

    /** Of the record, with its line end. */
    int consumed() {
        return consumed;
    }

    /** Line ends in the record, its own included. */
    int lines() {
        return lines;
    }

    Outcome split() throws IOException {
        cells = 0;
        lines = 0;
        position = 0;
        if (!hasByte()) {
            return Outcome.END;
        }
        @Nullable Outcome outcome = null;
        while (outcome == null) {
            outcome = hasByte() && at(position) == quote ? quotedCell() : plainCell();
        }
        return outcome == Outcome.RECORD && length > maxRecordBytes ? Outcome.TOO_LONG : outcome;
    }

    private byte at(int offset) {
        return body.bytes()[body.start() + offset];
    }

    private boolean hasByte() throws IOException {
        return position < body.available() || body.fill();
    }

    private @Nullable Outcome plainCell() throws IOException {
        int start = position;
        while (hasByte()) {
            byte[] bytes = body.bytes();
            int base = body.start();
            int limit = body.end();
            int next = base + position;
            while (next < limit && bytes[next] != delimiter && bytes[next] != '\n') {
                next++;
            }
            position = next - base;
            // Before looking at what was found, so that the outcome does not depend on how far the buffer is filled.
            if (position - 1 > maxRecordBytes) {
                return Outcome.TOO_LONG;
            }
            if (next < limit) {
                if (bytes[next] == delimiter) {
                    add(start, position, false, false);
                    position++;
                    return null;
                }
                int end = position > start && bytes[next - 1] == '\r' ? position - 1 : position;
                add(start, end, false, false);
                return lineEnd(end);
            }
        }
        int end = position > start && at(position - 1) == '\r' ? position - 1 : position;
        add(start, end, false, false);
        return bodyEnd(end);
    }

    private @Nullable Outcome quotedCell() throws IOException {
        position++;
        int start = position;
        boolean hasDoubled = false;
        while (true) {
            if (!findQuote()) {
                return Outcome.UNCLOSED_QUOTE;
            }
            int end = position;
            position++;
            if (!hasByte()) {
                add(start, end, true, hasDoubled);
                return bodyEnd(position);
            }
            byte next = at(position);
            if (next == quote) {
                hasDoubled = true;
                position++;
            } else {
                add(start, end, true, hasDoubled);
                return afterQuote(next);
            }
        }
    }

    /** Goes to the next quote. */
    private boolean findQuote() throws IOException {
        while (position < maxRecordBytes && hasByte()) {
            byte[] bytes = body.bytes();
            int base = body.start();
            int limit = base + Math.min(body.available(), maxRecordBytes);
            int next = base + position;
            while (next < limit && bytes[next] != quote) {
                if (bytes[next] == '\n') {
                    lines++;
                }
                next++;
            }
            position = next - base;
            if (next < limit) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Outcome afterQuote(byte next) throws IOException {
        int end = position;
        if (next == delimiter) {
            position++;
            return null;
        }
        if (next == '\r') {
            position++;
            if (!hasByte()) {
                return bodyEnd(end);
            }
        }
        return at(position) == '\n' ? lineEnd(end) : Outcome.TEXT_AFTER_QUOTE;
    }

    private Outcome lineEnd(int end) {
        lines++;
        length = end;
        consumed = position + 1;
        return Outcome.RECORD;
    }

    private Outcome bodyEnd(int end) {
        length = end;
        consumed = position;
        return Outcome.RECORD;
    }

    private void add(int start, int end, boolean isQuoted, boolean hasDoubled) {
        if (cells < keptCells) {
            if (cells == starts.length) {
                starts = Arrays.copyOf(starts, cells * 2);
                ends = Arrays.copyOf(ends, cells * 2);
                quoted = Arrays.copyOf(quoted, cells * 2);
                doubled = Arrays.copyOf(doubled, cells * 2);
            }
            starts[cells] = start;
            ends[cells] = end;
            quoted[cells] = isQuoted;
            doubled[cells] = hasDoubled;
        }
        cells++;
    }
}
