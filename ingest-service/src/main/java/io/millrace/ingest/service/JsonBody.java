package io.millrace.ingest.service;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A small JSON object that a request carries, read strictly: everything that is wrong is named at once. */
final class JsonBody {
    private static final int MAX_BODY = 16 << 10;
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final JsonNode node;
    private final String prefix;
    private final List<Problem.Item> problems;

    private JsonBody(JsonNode node, String prefix, List<Problem.Item> problems) {
        this.node = node;
        this.prefix = prefix;
        this.problems = problems;
    }

    /**
     * @throws ProblemException if there is no such object
     */
    static JsonBody read(ServerHttpRequest<?> request) {
        byte[] bytes;
        try (InputStream stream = request.byteBody().toInputStream()) {
            bytes = stream.readNBytes(MAX_BODY + 1);
        } catch (IOException gone) {
            throw Requests.clientGone(gone);
        }
        if (bytes.length > MAX_BODY) {
            throw new ProblemException(Problem.of(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                    "body-too-large",
                    "The body is too large",
                    "it has at most " + MAX_BODY + " bytes"));
        }
        JsonNode body;
        try {
            body = JSON.readTree(bytes);
        } catch (IOException malformed) {
            throw malformed();
        }
        if (!body.isObject()) {
            throw malformed();
        }
        return new JsonBody(body, "", new ArrayList<>());
    }

    private static ProblemException malformed() {
        return new ProblemException(Problem.of(
                HttpStatus.BAD_REQUEST, "malformed-document", "The body can't be read", "the body is no JSON object"));
    }

    /** What is at a field; missing if there is nothing. */
    JsonNode at(String name) {
        return node.path(name);
    }

    /** The object at a field; an empty one, and a problem, if there is none. What is wrong in it counts here. */
    JsonBody object(String name) {
        JsonNode inner = node.path(name);
        if (!inner.isObject()) {
            wrong(name, "is missing, or no object", "an object");
        }
        return new JsonBody(inner, prefix + name + ".", problems);
    }

    void refuseFieldsBut(Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                wrong(
                        name,
                        "is not known here",
                        "only " + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    void wrong(String name, String message, String hint) {
        problems.add(new Problem.Item(prefix + name, message, hint));
    }

    /**
     * All was read.
     *
     * @throws ProblemException if something is wrong
     */
    void complete() {
        if (!problems.isEmpty()) {
            throw Problems.invalidParameters(problems);
        }
    }
}
