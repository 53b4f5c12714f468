package io.millrace.model.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (draft 2020-12) of definitions, for editors. It knows every key and most rules; {@link DefinitionReader} has the last word. */
public final class DefinitionSchema {
    private static final String RESOURCE = "pipeline.schema.json";

    private DefinitionSchema() {}

    /** The schema, a JSON document. */
    public static String json() {
        try (InputStream in = DefinitionSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the installation");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
