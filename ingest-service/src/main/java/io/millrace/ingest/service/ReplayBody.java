package io.millrace.ingest.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.ingest.pipelines.Pipelines;
import io.millrace.ingest.repairs.LetterSelection;
import io.millrace.ingest.repairs.RepairRequest;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.RecordExpressions;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a replay of dead letters is asked for, from JSON. */
record ReplayBody(RepairRequest request, boolean dryRun) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> KEYS = Set.of("pipeline", "code", "from", "to", "ids", "set", "dryRun");
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_IDS = 10_000;

    /** Refuses what can't be used, all at once. */
    static ReplayBody read(String tenant, ServerHttpRequest<?> request, Pipelines pipelines, Instant now) {
        JsonNode body = body(request);
        Reader reader = new Reader(body);
        String name = reader.text("pipeline").orElse("");
        if (name.isEmpty()) {
            reader.wrong("pipeline", "is missing", "the pipeline whose dead letters they are");
            throw Problems.invalidParameters(reader.items);
        }
        ActivePipeline pipeline = pipelines.find(tenant, name).orElseThrow(() -> {
            pipelines.requireReadable(tenant, name);
            return Problems.unknownPipeline(tenant, name);
        });
        return reader.read(pipeline, now);
    }

    private static JsonNode body(ServerHttpRequest<?> request) {
        boolean json = request.getContentType()
                .filter(type -> type.getName().equals(MediaType.APPLICATION_JSON))
                .isPresent();
        if (!json) {
            throw Problems.unsupportedMedia("application/json is taken");
        }
        try (InputStream in = request.byteBody().toInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ProblemException(Problem.of(
                        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                        "replay-too-large",
                        "The body is too large",
                        "it has at most " + MOST_BYTES + " bytes; select by code and time instead of by id"));
            }
            JsonNode node = JSON.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
            throw malformed("it is no object");
        } catch (JsonProcessingException broken) {
            throw malformed(broken.getOriginalMessage());
        } catch (IOException gone) {
            throw Requests.clientGone(gone);
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(
                Problem.of(HttpStatus.BAD_REQUEST, "malformed-document", "The body is no JSON object", detail));
    }

    /** Collects what is wrong. */
    private static final class Reader {
        private final JsonNode body;
        private final List<Problem.Item> items = new ArrayList<>();

        Reader(JsonNode body) {
            this.body = body;
            body.fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key)) {
                    wrong(key, "is not known", "pipeline, code, from, to, ids, set or dryRun");
                }
            });
        }

        void wrong(String path, String message, String hint) {
            items.add(new Problem.Item(path, message, hint));
        }

        Optional<String> text(String key) {
            JsonNode value = body.path(key);
            if (value.isMissingNode() || value.isNull()) {
                return Optional.empty();
            } else if (!value.isTextual()) {
                wrong(key, "is no text", "a string");
                return Optional.empty();
            }
            return Optional.of(value.asText());
        }

        private Optional<Instant> time(String key) {
            return text(key).flatMap(text -> {
                try {
                    return Optional.of(OffsetDateTime.parse(text).toInstant());
                } catch (DateTimeException notOne) {
                    wrong(key, "'" + text + "' is no time", "RFC 3339, such as 2026-01-01T00:00:00Z");
                    return Optional.empty();
                }
            });
        }

        private Set<UUID> ids() {
            Set<UUID> ids = new HashSet<>();
            JsonNode list = body.path("ids");
            if (!list.isMissingNode() && !list.isNull() && (!list.isArray() || list.isEmpty())) {
                wrong("ids", "is no list of ids", "leave it out to select by code and time");
            } else if (list.size() > MOST_IDS) {
                wrong("ids", "has " + list.size() + " ids", "at most " + MOST_IDS + "; select by code and time");
            } else {
                for (int index = 0; index < list.size(); index++) {
                    String path = "ids[" + index + "]";
                    Optional<UUID> id = ReplaysController.uuid(list.get(index).asText());
                    id.ifPresentOrElse(ids::add, () -> wrong(path, "is no id", "the id of a dead letter"));
                }
            }
            return ids;
        }

        private Map<String, String> set(EventSchema schema) {
            Map<String, String> set = new LinkedHashMap<>();
            JsonNode given = body.path("set");
            if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
                wrong("set", "is no object", "fields, each with an expression");
                return set;
            }
            given.properties().forEach(entry -> {
                String path = "set." + entry.getKey();
                if (!entry.getValue().isTextual()) {
                    wrong(path, "is no expression", "a string: \"record.KEY.trim()\"");
                } else if (schema.indexOf(entry.getKey()) < 0) {
                    wrong(path, "the pipeline has no such field", "a field of event.fields");
                } else {
                    set.put(entry.getKey(), entry.getValue().asText());
                }
            });
            RecordExpressions.check(set)
                    .forEach(problem -> wrong(
                            "set." + problem.name(),
                            problem.problem().message(),
                            problem.problem().hint()));
            return set;
        }

        private boolean dryRun() {
            JsonNode value = body.path("dryRun");
            if (!value.isMissingNode() && !value.isBoolean()) {
                wrong("dryRun", "is neither true nor false", "true or false");
            }
            return value.asBoolean(false);
        }

        /** The topic still has letters of a pipeline that had the name before and was purged: those are not this one's. */
        private static Instant oldest(ActivePipeline pipeline, Instant kept) {
            Instant begun = pipeline.record().versions().get(0).putAt();
            boolean hadAnother = pipeline.record().past().purges() > 0;
            return hadAnother && begun.isAfter(kept) ? begun : kept;
        }

        ReplayBody read(ActivePipeline pipeline, Instant now) {
            Instant oldest = oldest(pipeline, now.minus(Topics.DEAD_LETTERS_KEPT));
            Instant to = time("to").orElse(now.plusSeconds(60));
            Instant from = time("from").filter(oldest::isBefore).orElse(oldest);
            if (!from.isBefore(to)) {
                wrong("to", "not after from", "letters of [from, to) of the last 30 days are replayed");
            }
            LetterSelection selection =
                    new LetterSelection(pipeline.tenant(), pipeline.name(), text("code"), from, to, ids());
            Map<String, String> set = set(pipeline.schema());
            boolean dryRun = dryRun();
            if (!items.isEmpty()) {
                throw Problems.invalidParameters(items);
            }
            return new ReplayBody(new RepairRequest(pipeline, selection, set), dryRun);
        }
    }
}
