package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.cassandra.DeadLetterRow;
import io.millrace.query.read.DeadLetterReader;
import io.millrace.query.read.DeadLetterSource;
import io.millrace.query.request.DeadLetterQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Dead letters as JSON. Thread-safe. */
final class DeadLetterJson {
    private final JsonFactory factory = new JsonFactory();

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private byte[] document(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    byte[] page(DeadLetterQuery query, DeadLetterReader.Page page) {
        return document(json -> {
            json.writeStringField("tenant", query.tenant());
            json.writeArrayFieldStart("deadLetters");
            for (DeadLetterRow letter : page.letters()) {
                json.writeStartObject();
                write(letter, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().orElse(null));
        });
    }

    byte[] counts(DeadLetterQuery query, DeadLetterReader.Counts counts) {
        return document(json -> {
            json.writeStringField("tenant", query.tenant());
            json.writeStringField("from", query.from().toString());
            json.writeStringField("to", query.to().toString());
            json.writeArrayFieldStart("counts");
            for (Map.Entry<DeadLetterReader.Kind, DeadLetterReader.Count> kind :
                    counts.kinds().entrySet()) {
                json.writeStartObject();
                json.writeStringField("pipeline", kind.getKey().pipeline());
                json.writeStringField("stage", kind.getKey().stage());
                json.writeStringField("code", kind.getKey().code());
                json.writeNumberField("deadLetters", kind.getValue().letters());
                json.writeStringField("first", kind.getValue().first().toString());
                json.writeStringField("last", kind.getValue().last().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("complete", counts.complete());
        });
    }

    byte[] whole(DeadLetterSource.Whole whole) {
        return document(json -> {
            json.writeStringField("tenant", whole.letter().tenant());
            write(whole.letter(), json);
            Optional<String> text = text(whole.original());
            if (text.isPresent()) {
                json.writeStringField("original", text.get());
            } else {
                json.writeStringField("originalBase64", Base64.getEncoder().encodeToString(whole.original()));
            }
        });
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    private static void write(DeadLetterRow letter, JsonGenerator json) throws IOException {
        json.writeStringField("id", letter.id().toString());
        json.writeStringField("at", letter.at().toString());
        json.writeStringField("pipeline", letter.pipeline());
        json.writeStringField("stage", letter.stage());
        json.writeStringField("code", letter.code());
        json.writeStringField("field", letter.field().orElse(null));
        json.writeStringField("message", letter.message());
        json.writeStringField("origin", letter.origin());
        writePosition("index", letter.index(), json);
        writePosition("line", letter.line(), json);
        json.writeStringField("contentType", letter.contentType());
        json.writeStringField("header", letter.header().orElse(null));
        json.writeBooleanField("truncated", letter.truncated());
    }

    private static void writePosition(String name, long position, JsonGenerator json) throws IOException {
        if (position < 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, position);
        }
    }
}
