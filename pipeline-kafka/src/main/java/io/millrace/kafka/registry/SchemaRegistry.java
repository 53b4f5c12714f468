package io.millrace.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.Schema;

/**
 * A client of a schema registry: two calls, whose answers never change and are kept by those who ask. Thread-safe.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">the API</a>
 */
public final class SchemaRegistry {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String CONFLUENT_API_OF_APICURIO = "/apis/ccompat/v7";

    private final JsonFactory json = new JsonFactory();
    private final HttpClient http;
    private final URI base;

    /**
     * @param address of the registry, or of its API; an address without a path is taken for Apicurio's
     */
    public SchemaRegistry(URI address) {
        String path = address.getPath();
        base = path.isEmpty() || path.equals("/") ? address.resolve(CONFLUENT_API_OF_APICURIO) : address;
        http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * The id of a schema, registered under the subject if it was not yet.
     *
     * @throws SchemaRegistryException if the registry refuses it or can't be reached
     */
    public int register(String subject, Schema schema) {
        String body = registration(schema);
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
        try {
            return Integer.parseInt(field(post(path + "/versions", body), "id"));
        } catch (SchemaRegistryException refused) {
            if (!refused.isConflict()) {
                throw refused;
            }
            // Two services registered the same at the same moment, and some registries call that a conflict: then it is
            // there now.
            return lookUp(path, body, refused);
        }
    }

    private int lookUp(String path, String body, SchemaRegistryException refused) {
        try {
            return Integer.parseInt(field(post(path, body), "id"));
        } catch (SchemaRegistryException absent) {
            refused.addSuppressed(absent);
            throw refused;
        }
    }

    private String registration(Schema schema) {
        StringWriter body = new StringWriter();
        try (JsonGenerator generator = json.createGenerator(body)) {
            generator.writeStartObject();
            generator.writeStringField("schemaType", "AVRO");
            generator.writeStringField("schema", schema.toString());
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to a string", impossible);
        }
        return body.toString();
    }

    private String post(String path, String body) {
        return call(request(path)
                .header("Content-Type", CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /**
     * The schema with an id.
     *
     * @throws SchemaRegistryException if there is none or the registry can't be reached
     */
    public Schema byId(int id) {
        String answer = call(request("/schemas/ids/" + id).GET().build());
        return new Schema.Parser().parse(field(answer, "schema"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).header("Accept", CONTENT_TYPE);
    }

    private String call(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new SchemaRegistryException(
                        "the schema registry answered " + response.statusCode() + " to " + request.uri() + ": "
                                + response.body(),
                        response.statusCode());
            }
            return response.body();
        } catch (IOException failure) {
            throw new SchemaRegistryException("the schema registry can't be reached at " + base, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SchemaRegistryException("interrupted while waiting for the schema registry", interrupted);
        }
    }

    private String field(String object, String name) {
        try (JsonParser parser = json.createParser(object)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals(name)) {
                    parser.nextToken();
                    return parser.getText();
                }
            }
        } catch (IOException malformed) {
            throw new SchemaRegistryException("not an answer of a schema registry: " + object, malformed);
        }
        throw new SchemaRegistryException("no " + name + " in the registry's answer: " + object, 0);
    }
}
