package io.millrace.model.format;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document: an object, or an array of objects, cut at the level of bytes, so that each element keeps its own. What is JSON but no
 * object is a rejected record; what is not JSON breaks the document, and the elements before it stand. The inside of an element that is too
 * large is not looked at.
 */
final class JsonDocumentReader extends RecordFramer {
    /** What may come next. */
    private enum State {
        OBJECT,
        FIRST_ELEMENT,
        NEXT_ELEMENT,
        END
    }

    private final JsonRecordParser parser;
    private final JsonSyntax syntax;
    private State state = State.OBJECT;

    JsonDocumentReader(BodyBuffer body, RecordLimits limits, JsonRecordParser parser) {
        super(body, limits);
        this.parser = parser;
        syntax = new JsonSyntax(limits);
    }

    @Override
    void start() throws IOException, MalformedBodyException {
        int first = peek();
        if (first == '[') {
            skip(1, 0);
            state = State.FIRST_ELEMENT;
        } else if (first != '{') {
            throw broken(first < 0 ? "is empty" : "is neither an object nor an array");
        }
    }

    @Override
    boolean frame() throws IOException, MalformedBodyException {
        int next = peek();
        switch (state) {
            case OBJECT -> {
                state = State.END;
                element();
                return true;
            }
            case FIRST_ELEMENT -> {
                if (next != ']') {
                    state = State.NEXT_ELEMENT;
                    element();
                    return true;
                }
                end();
            }
            case NEXT_ELEMENT -> {
                if (next == ',') {
                    skip(1, 0);
                    peek();
                    element();
                    return true;
                }
                if (next != ']') {
                    throw broken(next < 0 ? "ends within the array" : "lacks a comma between two elements");
                }
                end();
            }
            case END -> {}
        }
        if (peek() >= 0) {
            throw broken("is followed by something else");
        }
        return false;
    }

    private void end() {
        skip(1, 0);
        state = State.END;
    }

    /** The next byte that is no white space, which is skipped; -1 at the end of the body. */
    private int peek() throws IOException {
        while (body.available() > 0 || body.fill()) {
            byte next = body.bytes()[body.start()];
            if (!JsonRecordParser.isSpace(next)) {
                return next & 0xFF;
            }
            skip(1, next == '\n' ? 1 : 0);
        }
        return -1;
    }

    private void element() throws IOException, MalformedBodyException {
        ElementScan scan = new ElementScan(body, limits.maxRecordBytes());
        if (!scan.run()) {
            throw broken("ends within a value");
        }
        byte[] beginning = scan.beginning();
        if (beginning != null) {
            cut(beginning, scan.lines());
            return;
        }
        String problem = problem(scan.length());
        if (problem != null) {
            throw broken("is broken: " + problem);
        }
        whole(scan.length(), scan.length(), scan.lines());
    }

    private @Nullable String problem(int length) {
        byte[] bytes = body.bytes();
        int start = body.start();
        if (length == 0) {
            return "a value is missing";
        }
        if (length > 1 && bytes[start + 1] == 0) {
            return "it has a zero byte";
        }
        // Bytes that are not UTF-8 spoil their own element only, which is rejected when it is read.
        return Utf8.isValid(bytes, start, length) ? syntax.problem(bytes, start, length) : null;
    }

    private MalformedBodyException broken(String problem) {
        return new MalformedBodyException(
                MalformedBodyException.Part.DOCUMENT,
                "the JSON document " + problem,
                List.of(new DefinitionProblem("", problem, "an object, or an array of objects")),
                body.peek(MalformedBodyException.REST_BYTES),
                nextLine());
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        if (isCut()) {
            throw tooLarge();
        }
        parser.read(raw(), rawOffset(), rawLength(), event, acceptedAt, definitionsOffset);
    }

    @Override
    public long unknownFields() {
        return parser.unknownFields();
    }
}
