package io.millrace.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.model.definition.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds places in a JSON document that is in memory, without a tree. */
public final class JsonPlaces {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonPlaces() {}

    /**
     * The object or array at a place, as its bytes, null as an empty array; empty if there is nothing.
     *
     * @param steps from the outside in; none = the whole document
     * @throws IllegalArgumentException if the document is not JSON in UTF-8, to its end, or another value stands there
     */
    public static Optional<byte[]> structure(byte[] document, List<JsonPath.Step> steps) {
        return find(document, steps, in -> {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return new byte[] {'[', ']'};
            }
            if (!in.currentToken().isStructStart()) {
                throw new IllegalArgumentException("at " + shown(steps) + " stands " + in.currentToken()
                        + ", not an object or an array of objects");
            }
            int start = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            return Arrays.copyOfRange(
                    document, start, (int) in.currentLocation().getByteOffset());
        });
    }

    /**
     * The text or number at a place, null as no text; empty if there is nothing.
     *
     * @throws IllegalArgumentException if the document is not JSON in UTF-8, to its end, or another value stands there
     */
    public static Optional<String> scalar(byte[] document, List<JsonPath.Step> steps) {
        return find(document, steps, in -> {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return "";
            }
            if (in.currentToken() != JsonToken.VALUE_STRING
                    && !in.currentToken().isNumeric()) {
                throw new IllegalArgumentException(
                        "at " + shown(steps) + " stands " + in.currentToken() + ", not text or a number");
            }
            return in.getText();
        });
    }

    private static String shown(List<JsonPath.Step> steps) {
        return steps.isEmpty() ? "$" : new JsonPath(steps).toString();
    }

    private interface Taking<T> {
        T at(JsonParser in) throws IOException;
    }

    private static <T> Optional<T> find(byte[] document, List<JsonPath.Step> steps, Taking<T> taking) {
        if (!Utf8.isValid(document, 0, document.length)) {
            throw new IllegalArgumentException("it is not UTF-8");
        }
        // A zero is no JSON in UTF-8, but would make Jackson take the document for UTF-16.
        if (document.length > 1 && (document[0] == 0 || document[1] == 0)) {
            throw new IllegalArgumentException("it has a zero byte");
        }
        try (JsonParser in = JSON.createParser(document)) {
            if (in.nextToken() == null) {
                throw new IllegalArgumentException("it is empty");
            }
            Optional<T> found = Optional.empty();
            if (go(in, steps)) {
                found = Optional.of(taking.at(in));
            }
            requireEnd(in);
            return found;
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken.getOriginalMessage(), broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
    }

    /** Reads to the end, since half a document may be half a list. */
    private static void requireEnd(JsonParser in) throws IOException {
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            JsonStreamContext outer =
                    token.isStructStart() ? in.getParsingContext().getParent() : in.getParsingContext();
            if (outer.inRoot() && !token.isStructEnd()) {
                throw new IllegalArgumentException("something follows the document");
            }
            in.skipChildren();
        }
    }

    /** Goes to the place; false if there is none. */
    private static boolean go(JsonParser in, List<JsonPath.Step> steps) throws IOException {
        for (JsonPath.Step step : steps) {
            boolean found = step instanceof JsonPath.Step.Key key
                    ? in.currentToken() == JsonToken.START_OBJECT && goToKey(in, key.name())
                    : in.currentToken() == JsonToken.START_ARRAY
                            && goToElement(in, ((JsonPath.Step.Index) step).index());
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean goToKey(JsonParser in, String name) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = in.currentName().equals(name);
            in.nextToken();
            if (found) {
                return true;
            }
            in.skipChildren();
        }
        return false;
    }

    private static boolean goToElement(JsonParser in, int index) throws IOException {
        for (int at = 0; in.nextToken() != JsonToken.END_ARRAY; at++) {
            if (at == index) {
                return true;
            }
            in.skipChildren();
        }
        return false;
    }
}
