package io.millrace.model.format;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CSV whose columns are named by its first line, or were declared. An empty cell is null, {@code ""} the empty string; around values that are no strings, spaces do not count. Blank
 * lines are no records but count as lines. If the quoting of a record fails, only its first physical line is rejected: what follows may be
 * good.
 */
final class CsvReader extends RecordFramer {
    private final EventAssembler assembler;
    private final CsvSplitter splitter;
    private final CsvDialect dialect;
    private @Nullable CsvHeader header;
    private String headerLine = "";
    private @Nullable RejectedRecordException broken;
    private byte[] scratch = new byte[256];
    private long unknownFields;

    CsvReader(BodyBuffer body, ReaderOptions options, EventAssembler assembler) {
        super(body, options.limits());
        this.assembler = assembler;
        dialect = options.csv();
        splitter = new CsvSplitter(body, dialect, options.limits().maxRecordBytes());
    }

    @Override
    void start() throws IOException, MalformedBodyException {
        if (dialect.hasHeaderLine()) {
            startWithHeaderLine();
        } else {
            use(dialect.columns());
            headerLine = dialect.headerLine();
        }
    }

    private void startWithHeaderLine() throws IOException, MalformedBodyException {
        CsvSplitter.Outcome outcome = splitter.split();
        while (outcome == CsvSplitter.Outcome.RECORD && isBlank()) {
            skip(splitter.consumed(), splitter.lines());
            outcome = splitter.split();
        }
        String problem =
                switch (outcome) {
                    case RECORD -> isUtf8() ? "" : "is not UTF-8";
                    case END -> "is missing: the body is empty";
                    case TOO_LONG -> "is longer than " + limits.maxRecordBytes() + " bytes";
                    case UNCLOSED_QUOTE -> "has a quote that is never closed";
                    case TEXT_AFTER_QUOTE -> "has text after a closing quote";
                };
        if (!problem.isEmpty()) {
            throw unusable(
                    "the CSV header " + problem,
                    List.of(new DefinitionProblem(
                            CsvHeader.LINE, problem, "a line of column names, quoted as RFC 4180 says")));
        }
        List<String> names = new ArrayList<>();
        for (int cell = 0; cell < splitter.cells(); cell++) {
            names.add(name(cell));
        }
        use(names);
        headerLine = new String(body.bytes(), body.start(), splitter.length(), StandardCharsets.UTF_8);
        skip(splitter.consumed(), splitter.lines());
    }

    private void use(List<String> names) throws MalformedBodyException {
        try {
            header = CsvHeader.of(names, assembler, dialect, limits);
        } catch (CsvHeader.Unusable unusable) {
            throw unusable(String.valueOf(unusable.getMessage()), unusable.problems());
        }
        splitter.keep(names.size());
    }

    private boolean isUtf8() {
        return Utf8.isValid(body.bytes(), body.start(), splitter.length());
    }

    private MalformedBodyException unusable(String message, List<DefinitionProblem> problems) {
        return new MalformedBodyException(
                MalformedBodyException.Part.HEADER,
                message,
                problems,
                body.peek(MalformedBodyException.REST_BYTES),
                nextLine());
    }

    private String name(int cell) {
        int base = body.start();
        int start = base + splitter.start(cell);
        String name = new String(body.bytes(), start, base + splitter.end(cell) - start, StandardCharsets.UTF_8);
        return (splitter.hasDoubledQuotes(cell) ? name.replace(quote() + quote(), quote()) : name).strip();
    }

    private String quote() {
        return dialect.quote().map(String::valueOf).orElse("");
    }

    /** A line without anything, or, where a record has several cells, with nothing but spaces. */
    private boolean isBlank() {
        if (splitter.cells() != 1 || splitter.isQuoted(0)) {
            return false;
        }
        boolean spacesToo = header == null || header.names().size() > 1;
        for (int at = 0; at < splitter.length(); at++) {
            if (!spacesToo || !isSpace(body.bytes()[body.start() + at])) {
                return false;
            }
        }
        return true;
    }

    static boolean isSpace(byte next) {
        return next == ' ' || next == '\t' || next == '\r';
    }

    @Override
    boolean frame() throws IOException {
        broken = null;
        while (true) {
            switch (splitter.split()) {
                case END -> {
                    return false;
                }
                case RECORD -> {
                    if (!isBlank()) {
                        whole(splitter.length(), splitter.consumed(), splitter.lines());
                        return true;
                    }
                    skip(splitter.consumed(), splitter.lines());
                }
                case TOO_LONG -> {
                    reject(tooLarge());
                    return true;
                }
                case UNCLOSED_QUOTE -> {
                    reject(malformed("a quote opens a cell and is never closed, or only after more than "
                            + limits.maxRecordBytes() + " bytes"));
                    return true;
                }
                case TEXT_AFTER_QUOTE -> {
                    reject(malformed("cell " + splitter.cells() + " has text after its closing quote"));
                    return true;
                }
            }
        }
    }

    /** Takes the first physical line as a record that can't be read. */
    private void reject(RejectedRecordException reason) throws IOException {
        int length = lineLength();
        if (length < 0) {
            broken = tooLarge();
            cutLine();
        } else {
            broken = reason;
            int consumed = withLineFeed(length);
            whole(lineLengthWithoutReturn(length), consumed, consumed - length);
        }
    }

    private static RejectedRecordException malformed(String message) {
        return new RejectedRecordException(RejectionCode.MALFORMED_RECORD, message);
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        if (broken != null) {
            throw broken;
        }
        if (header == null) {
            throw new IllegalStateException("call next() first");
        }
        if (splitter.cells() != header.names().size()) {
            throw malformed("the record has " + splitter.cells() + " cells, the "
                    + (dialect.hasHeaderLine() ? "header " : "list of columns ")
                    + header.names().size());
        }
        if (!Utf8.isValid(raw(), rawOffset(), rawLength())) {
            throw malformed("the record is not UTF-8");
        }
        event.clear();
        int[] columnOf = header.columnOf();
        for (int index = 0; index < columnOf.length; index++) {
            if (columnOf[index] >= 0) {
                cell(columnOf[index], assembler.parser(index), event);
            }
        }
        unknownFields += header.unknown();
        assembler.finish(event, acceptedAt, definitionsOffset);
    }

    private void cell(int cell, FieldParser parser, Event event) throws RejectedRecordException {
        byte[] bytes = raw();
        int start = rawOffset() + splitter.start(cell);
        int end = rawOffset() + splitter.end(cell);
        if (splitter.hasDoubledQuotes(cell)) {
            end = undouble(bytes, start, end);
            start = 0;
            bytes = scratch;
        }
        if (parser.trims()) {
            while (start < end && isSpace(bytes[start])) {
                start++;
            }
            while (start < end && isSpace(bytes[end - 1])) {
                end--;
            }
        }
        if (start < end || splitter.isQuoted(cell)) {
            parser.parse(bytes, start, end - start, event);
        }
    }

    /** Copies a cell to the scratch, each doubled quote as one; returns the length. */
    private int undouble(byte[] bytes, int start, int end) {
        int quote = dialect.quote().orElseThrow();
        if (scratch.length < end - start) {
            scratch = new byte[Math.max(scratch.length * 2, end - start)];
        }
        int length = 0;
        for (int at = start; at < end; at++) {
            scratch[length++] = bytes[at];
            if (bytes[at] == quote) {
                at++;
            }
        }
        return length;
    }

    /** In the header; known once {@link #next} was called. */
    List<String> columns() {
        return header == null ? List.of() : header.names();
    }

    @Override
    public Optional<String> header() {
        return header == null ? Optional.empty() : Optional.of(headerLine);
    }

    /** As if it had a header line, whether or not it has one: {@link #header} is that line. */
    @Override
    public Optional<CsvDialect> csv() {
        return Optional.of(dialect.withColumns(List.of()));
    }

    @Override
    public long unknownFields() {
        return unknownFields;
    }
}
