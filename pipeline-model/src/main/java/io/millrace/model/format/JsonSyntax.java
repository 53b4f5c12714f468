package io.millrace.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Jackson, as all JSON here is read: within the limits, and one parser for many records. Not thread-safe. */
final class JsonSyntax {
    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private final JsonFactory factory;
    private final RecordStream stream = new RecordStream();
    private @Nullable JsonParser parser;

    JsonSyntax(RecordLimits limits) {
        factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxNesting())
                        .maxStringLength(limits.maxRecordBytes())
                        .maxNameLength(limits.maxRecordBytes())
                        .maxNumberLength(NumberText.MAX_LENGTH)
                        .build())
                .build();
    }

    /** A parser that stands before the record. It is used up unless {@link #isAtEnd} says otherwise, since it may stand anywhere in it. */
    JsonParser begin(byte[] bytes, int offset, int length) throws IOException {
        stream.set(bytes, offset, offset + length);
        JsonParser current = parser == null ? factory.createParser(stream) : parser;
        parser = null;
        return current;
    }

    /** Whether the parser that {@link #begin} gave, having read an object or array to its end, is at the end of the record too. */
    boolean isAtEnd(JsonParser current) throws IOException {
        if (stream.available() > 0 || current.releaseBuffered(NOWHERE) > 0) {
            return false;
        }
        parser = current;
        return true;
    }

    /** Why the bytes are no single JSON value, or null. Nesting beyond the limit is not looked into. */
    @Nullable
    String problem(byte[] bytes, int offset, int length) {
        boolean isNested = bytes[offset] == '{' || bytes[offset] == '[';
        try {
            JsonParser current = begin(bytes, offset, length);
            JsonToken first = current.nextToken();
            if (first == null) {
                return "there is no value";
            }
            current.skipChildren();
            if (isNested) {
                return isAtEnd(current) ? null : "something follows the value";
            }
            return current.nextToken() == null ? null : "something follows the value";
        } catch (StreamConstraintsException tooMuch) {
            return null;
        } catch (JsonProcessingException broken) {
            return broken.getOriginalMessage();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }
}
