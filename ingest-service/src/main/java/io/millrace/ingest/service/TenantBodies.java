package io.millrace.ingest.service;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.ingest.quota.Quota;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.record.TenantRecord.Quotas;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What requests about tenants carry, read strictly: everything that is wrong is named at once. */
final class TenantBodies {
    private static final int MAX_BODY = 16 << 10;
    private static final int MAX_LABEL = 200;
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final JsonNode body;
    private final List<Problem.Item> problems = new ArrayList<>();

    private TenantBodies(JsonNode body) {
        this.body = body;
    }

    /**
     * A key to be made.
     *
     * @param label empty if it has none
     */
    record KeyRequest(Set<Scope> scopes, String label) {}

    static KeyRequest key(ServerHttpRequest<?> request) {
        TenantBodies reader = new TenantBodies(read(request));
        reader.refuseFieldsBut(Set.of("scopes", "label"));
        KeyRequest key = new KeyRequest(reader.scopes(), reader.label());
        reader.complete();
        return key;
    }

    static Quotas quotas(ServerHttpRequest<?> request) {
        TenantBodies reader = new TenantBodies(read(request));
        reader.refuseFieldsBut(Set.of("recordsPerSecond", "bytesPerSecond", "burstSeconds"));
        OptionalLong records = reader.number("recordsPerSecond", Quota.MOST_PER_SECOND);
        OptionalLong bytes = reader.number("bytesPerSecond", Quota.MOST_PER_SECOND);
        OptionalLong burst = reader.number("burstSeconds", Quota.MOST_BURST_SECONDS);
        reader.complete();
        return new Quotas(
                records, bytes, burst.isPresent() ? OptionalInt.of((int) burst.getAsLong()) : OptionalInt.empty());
    }

    private static JsonNode read(ServerHttpRequest<?> request) {
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
        return body;
    }

    private static ProblemException malformed() {
        return new ProblemException(Problem.of(
                HttpStatus.BAD_REQUEST, "malformed-document", "The body can't be read", "the body is no JSON object"));
    }

    private void refuseFieldsBut(Set<String> known) {
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                wrong(
                        name,
                        "is not known here",
                        "only " + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        JsonNode texts = body.path("scopes");
        for (JsonNode text : texts) {
            Scope.parse(text.asText())
                    .ifPresentOrElse(
                            scopes::add,
                            () -> wrong("scopes", "'" + text.asText() + "' is no scope", "ingest, query or admin"));
        }
        if (!texts.isArray() || texts.isEmpty()) {
            wrong("scopes", "a key has a scope", "a list of ingest, query and admin, such as [\"ingest\"]");
        }
        return scopes;
    }

    private String label() {
        JsonNode label = body.path("label");
        boolean usable = label.isMissingNode()
                || (label.isTextual()
                        && label.textValue().length() <= MAX_LABEL
                        && label.textValue().chars().noneMatch(Character::isISOControl));
        if (!usable) {
            wrong("label", "is no short line of text", "at most " + MAX_LABEL + " characters");
        }
        return label.asText("");
    }

    private OptionalLong number(String name, long greatest) {
        JsonNode number = body.path(name);
        if (number.isMissingNode() || number.isNull()) {
            return OptionalLong.empty();
        }
        boolean usable = number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() > 0
                && number.longValue() <= greatest;
        if (!usable) {
            wrong(
                    name,
                    "is not such a number",
                    "a whole number from 1 to " + greatest + ", or left out for what the settings say");
        }
        return usable ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private void wrong(String path, String message, String hint) {
        problems.add(new Problem.Item(path, message, hint));
    }

    private void complete() {
        if (!problems.isEmpty()) {
            throw Problems.invalidParameters(problems);
        }
    }
}
