package io.millrace.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The two services that speak HTTP to users. Blocking; thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
public final class MillraceApi {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Addresses addresses;

    /**
     * Where the services are.
     *
     * @param key the API key, if the services ask for one
     */
    public record Addresses(URI ingest, URI query, Optional<String> key) {}

    /** An answer of 2xx. */
    public record Answer(int status, JsonNode body, String text) {}

    /** A query parameter; one may be given several times. */
    public record Parameter(String name, String value) {}

    public MillraceApi(Addresses addresses) {
        this.addresses = addresses;
    }

    public Addresses addresses() {
        return addresses;
    }

    /** The same services, asked with another key. */
    public MillraceApi withKey(String key) {
        return new MillraceApi(new Addresses(addresses.ingest(), addresses.query(), Optional.of(key)));
    }

    /** Puts a definition, or only validates it. */
    public Answer putPipeline(String tenant, String pipeline, String definition, boolean validateOnly)
            throws ProblemException, UnavailableException {
        URI uri = ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline + (validateOnly ? ":validate" : ""));
        BodyPublisher body = BodyPublishers.ofString(definition);
        HttpRequest.Builder request = request(uri).header("Content-Type", "application/yaml");
        return send(validateOnly ? request.POST(body) : request.PUT(body));
    }

    /** Stops a pipeline, and deletes what is stored of it if it is to be purged. */
    public void deletePipeline(String tenant, String pipeline, boolean purge)
            throws ProblemException, UnavailableException {
        String path = "/v1/tenants/" + tenant + "/pipelines/" + pipeline + (purge ? "?purge=true" : "");
        send(request(ingest(path)).DELETE());
    }

    /** The text of a pipeline's definition. */
    public String getPipeline(String tenant, String pipeline) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline))
                        .GET())
                .text();
    }

    /** Puts a table as a lookup's next version. */
    public Answer putLookup(
            String tenant, String lookup, String contentType, List<Parameter> parameters, BodyPublisher body)
            throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/lookups/" + lookup + query(parameters)))
                .header("Content-Type", contentType)
                .PUT(body));
    }

    /** Forgets a lookup, in all its versions. */
    public void deleteLookup(String tenant, String lookup) throws ProblemException, UnavailableException {
        send(request(ingest("/v1/tenants/" + tenant + "/lookups/" + lookup)).DELETE());
    }

    /** Sends a body of events, of any length. */
    public Answer postEvents(
            String tenant,
            String pipeline,
            String contentType,
            Map<String, String> headers,
            List<Parameter> parameters,
            BodyPublisher body)
            throws ProblemException, UnavailableException {
        HttpRequest.Builder request = request(
                        ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/events" + query(parameters)))
                .header("Content-Type", contentType)
                .POST(body);
        headers.forEach(request::header);
        return send(request);
    }

    /** Asks for a page of a rollup's rows. */
    public Answer getRollup(String tenant, String pipeline, String rollup, List<Parameter> parameters, String accept)
            throws ProblemException, UnavailableException {
        return send(request(rollupUri(tenant, pipeline, rollup, parameters))
                .header("Accept", accept)
                .GET());
    }

    /** The address of a query, as one would give it to curl. */
    public URI rollupUri(String tenant, String pipeline, String rollup, List<Parameter> parameters) {
        return URI.create(trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/rollups/" + pipeline + "/" + rollup
                + query(parameters));
    }

    /** Where a tenant's alerts stand. */
    public Answer getAlerts(String tenant, List<Parameter> parameters) throws ProblemException, UnavailableException {
        return send(request(URI.create(
                        trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/alerts" + query(parameters)))
                .GET());
    }

    /** What typed tables a tenant has. */
    public Answer getTables(String tenant) throws ProblemException, UnavailableException {
        return send(request(URI.create(trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/tables"))
                .GET());
    }

    /** A page of a typed table's rows. */
    public Answer getTable(String tenant, String table, List<Parameter> parameters)
            throws ProblemException, UnavailableException {
        return send(request(URI.create(
                        trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/tables/" + table + query(parameters)))
                .GET());
    }

    /**
     * A tenant's dead letters.
     *
     * @param rest of the path: empty, {@code /counts} or a slash and an id
     */
    public Answer getDeadLetters(String tenant, String rest, List<Parameter> parameters)
            throws ProblemException, UnavailableException {
        return send(request(URI.create(trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/dead-letters" + rest
                        + query(parameters)))
                .GET());
    }

    /**
     * What was done with a tenant's stored history.
     *
     * @param rest of the path: empty, or a slash and an id
     */
    public Answer getRecomputes(String tenant, String rest, List<Parameter> parameters)
            throws ProblemException, UnavailableException {
        return send(request(URI.create(trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/recomputes" + rest
                        + query(parameters)))
                .GET());
    }

    /** Where each of a tenant's sources stands. */
    public Answer getSources(String tenant) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/sources")).GET());
    }

    /** A page of a source's runs that ended. */
    public Answer getSourceRuns(String tenant, String pipeline, String source, List<Parameter> parameters)
            throws ProblemException, UnavailableException {
        return send(request(URI.create(trimmed(addresses.query()) + "/v1/tenants/" + tenant + "/source-runs/" + pipeline
                        + "/" + source + query(parameters)))
                .GET());
    }

    /**
     * Repairs dead letters and sends them as events, or says what that would come to.
     *
     * @param request what is asked for, JSON
     */
    public Answer replayDeadLetters(String tenant, String request) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/dead-letter-replays"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request)));
    }

    /** All tenants. */
    public Answer getTenants() throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants")).GET());
    }

    /** Makes sure that a tenant is there. */
    public Answer putTenant(String tenant) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant)).PUT(BodyPublishers.noBody()));
    }

    /** Deletes a tenant with all that it has. */
    public void deleteTenant(String tenant) throws ProblemException, UnavailableException {
        send(request(ingest("/v1/tenants/" + tenant)).DELETE());
    }

    /**
     * Replaces a tenant's quotas.
     *
     * @param quotas by their names; what is not among them is as the settings of the service say
     */
    public Answer putQuotas(String tenant, Map<String, Long> quotas) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/quotas"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json.valueToTree(quotas).toString())));
    }

    /** A tenant's keys, without the keys themselves. */
    public Answer getKeys(String tenant) throws ProblemException, UnavailableException {
        return send(request(ingest("/v1/tenants/" + tenant + "/keys")).GET());
    }

    /** Makes a key; the answer is the only one that has it. */
    public Answer postKey(String tenant, List<String> scopes, String label)
            throws ProblemException, UnavailableException {
        Map<String, Object> key = Map.of("scopes", scopes, "label", label);
        return send(request(ingest("/v1/tenants/" + tenant + "/keys"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.valueToTree(key).toString())));
    }

    /** Revokes a key by its id. */
    public void deleteKey(String tenant, String id) throws ProblemException, UnavailableException {
        send(request(ingest("/v1/tenants/" + tenant + "/keys/" + id)).DELETE());
    }

    private URI ingest(String path) {
        return URI.create(trimmed(addresses.ingest()) + path);
    }

    private static String trimmed(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static String query(List<Parameter> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.stream()
                        .map(parameter -> parameter.name() + "="
                                + URLEncoder.encode(parameter.value(), StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                        .replace("%3A", ":"))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        addresses.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private Answer send(HttpRequest.Builder builder) throws ProblemException, UnavailableException {
        HttpRequest request = builder.build();
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UnavailableException(request.uri(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(request.uri(), interrupted);
        }
        JsonNode body = parse(response);
        if (response.statusCode() / 100 != 2) {
            throw new ProblemException(
                    Problem.of(response.statusCode(), body, response.body(), RetryAfter.of(response.headers())), body);
        }
        return new Answer(response.statusCode(), body, response.body());
    }

    private JsonNode parse(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.contains("json")) {
            return MissingNode.getInstance();
        }
        try {
            return json.readTree(response.body());
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
