package io.millrace.query.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.query.request.RequestProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A refusal as RFC 9457 has it.
 *
 * @param name of its type, in kebab-case
 * @param title the same for every problem of the type
 * @param retryable whether the same request may succeed later
 * @param errors what is wrong, if several things can be
 */
record Problem(int status, String name, String title, String detail, boolean retryable, List<RequestProblem> errors) {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final JsonFactory JSON = new JsonFactory();

    Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(int status, String name, String title, String detail) {
        return new Problem(status, name, title, detail, false, List.of());
    }

    /** The same request may succeed later. */
    static Problem unavailable(String detail) {
        return new Problem(503, "unavailable", "The service can't do this now", detail, true, List.of());
    }

    /** Names the type; nothing is to be found behind it. */
    String type() {
        return "urn:millrace:problem:" + name;
    }

    /** Its JSON form, UTF-8. */
    byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", type());
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            json.writeBooleanField("retryable", retryable);
            if (!errors.isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (RequestProblem error : errors) {
                    json.writeStartObject();
                    json.writeStringField("path", error.path());
                    json.writeStringField("message", error.message());
                    json.writeStringField("hint", error.hint());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }
}
