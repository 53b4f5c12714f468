package io.millrace.model.lookup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys of JSON objects, in the order in which they come up first. */
final class JsonColumns {
    private JsonColumns() {}

    /** Of an array of objects, or of objects one after another; what is no JSON ends the search, and is told of by who reads the rows. */
    static List<String> of(byte[] json) {
        Set<String> names = new LinkedHashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    keys(parser, names);
                }
            }
        } catch (IOException malformed) {
            return List.copyOf(names);
        }
        return List.copyOf(names);
    }

    private static void keys(JsonParser parser, Set<String> names) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            names.add(parser.currentName());
            parser.nextToken();
            parser.skipChildren();
        }
    }
}
