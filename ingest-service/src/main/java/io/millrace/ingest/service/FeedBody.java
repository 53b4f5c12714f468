package io.millrace.ingest.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.ingest.pipelines.NewFeed;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.UUID;

/** A feed as a request announces it, read strictly: everything that is wrong is named at once. */
final class FeedBody {
    private static final UUID NONE = new UUID(0, 0);
    private static final long AS_ACCEPTED = -1;

    private FeedBody() {}

    static NewFeed read(ServerHttpRequest<?> request) {
        JsonBody body = JsonBody.read(request);
        body.refuseFieldsBut(Set.of("rollup", "generation", "version", "layout", "serves", "lookupsAsOf", "run"));
        JsonNode rollup = body.at("rollup");
        if (!rollup.isTextual()) {
            body.wrong("rollup", "is missing, or no text", "the name of a rollup");
        }
        long generation = number(body, "generation", Layer.FIRST_GENERATION, Integer.MAX_VALUE);
        long version = number(body, "version", 1, Integer.MAX_VALUE);
        JsonBody layout = body.object("layout");
        layout.refuseFieldsBut(Set.of("bucketMs", "shards"));
        long bucket = number(layout, "bucketMs", 1, Long.MAX_VALUE);
        long shards = number(layout, "shards", 1, Integer.MAX_VALUE);
        JsonBody serves = body.object("serves");
        serves.refuseFieldsBut(Set.of("from", "until"));
        long from = time(serves, "from");
        long until = time(serves, "until");
        if (from > until) {
            serves.wrong("until", "is before from", "a later time");
        }
        long lookupsAsOf = body.at("lookupsAsOf").isMissingNode()
                ? AS_ACCEPTED
                : number(body, "lookupsAsOf", AS_ACCEPTED, Long.MAX_VALUE);
        UUID run = run(body);
        body.complete();
        return new NewFeed(
                new Layer(
                        rollup.textValue(),
                        (int) generation,
                        (int) version,
                        new RollupLayout(bucket, (int) shards),
                        new TimeInterval(from, until)),
                lookupsAsOf,
                run);
    }

    private static long number(JsonBody body, String name, long least, long most) {
        JsonNode number = body.at(name);
        boolean usable = number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() >= least
                && number.longValue() <= most;
        if (!usable) {
            body.wrong(name, "is not such a number", "a whole number from " + least + " to " + most);
        }
        return usable ? number.longValue() : least;
    }

    private static long time(JsonBody body, String name) {
        try {
            return Instant.parse(body.at(name).asText()).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException unusable) {
            body.wrong(name, "is missing, or no time", "a time such as 2026-03-01T12:00:00Z");
            return 0;
        }
    }

    private static UUID run(JsonBody body) {
        try {
            return UUID.fromString(body.at("run").asText());
        } catch (IllegalArgumentException unusable) {
            body.wrong("run", "is missing, or no UUID", "the id of the run that recomputes");
            return NONE;
        }
    }
}
