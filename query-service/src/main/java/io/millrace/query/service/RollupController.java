package io.millrace.query.service;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.model.definition.Names;
import io.millrace.query.answer.CsvAnswer;
import io.millrace.query.answer.JsonAnswer;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.answer.RollupAnswer;
import io.millrace.query.request.RollupParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rollups over HTTP. */
@Controller("/v1/tenants/{tenant}/rollups")
final class RollupController {
    private static final String COMPLETENESS = "Millrace-Completeness";

    private final Backends backends;
    private final QueryThreads threads;
    private final JsonAnswer jsonAnswer;
    private final CsvAnswer csvAnswer;

    RollupController(Backends backends, QueryThreads threads, JsonAnswer jsonAnswer, CsvAnswer csvAnswer) {
        this.backends = backends;
        this.threads = threads;
        this.jsonAnswer = jsonAnswer;
        this.csvAnswer = csvAnswer;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> catalogue(HttpRequest<?> request, String tenant) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        RollupParameters.parseNone(parameters(request));
        return HttpResponse.ok(backends.questions().catalogue(tenant));
    }

    @Get("/{pipeline}/{rollup}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
    CompletionStage<HttpResponse<byte[]>> rows(HttpRequest<?> request, String tenant, String pipeline, String rollup) {
        return threads.run(() -> {
            RollupAnswer answer = backends.questions().rows(tenant, pipeline, rollup, parameters(request));
            return wantsCsv(request) ? csv(request, answer) : json(answer);
        });
    }

    private HttpResponse<byte[]> json(RollupAnswer answer) {
        return HttpResponse.ok(jsonAnswer.write(answer))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    private HttpResponse<byte[]> csv(HttpRequest<?> request, RollupAnswer answer) {
        MutableHttpResponse<byte[]> response = HttpResponse.ok(csvAnswer.write(answer))
                .contentType(MediaType.TEXT_CSV_TYPE)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(COMPLETENESS, jsonAnswer.completeness(answer));
        answer.next()
                .ifPresent(cursor ->
                        response.header(HttpHeaders.LINK, "<" + withCursor(request, cursor) + ">; rel=\"next\""));
        return response;
    }

    /** The one of the two that is accepted, the first of those accepted alike. */
    private static boolean wantsCsv(HttpRequest<?> request) {
        return request.accept().stream()
                .filter(type -> type.matches(MediaType.APPLICATION_JSON_TYPE) || type.matches(MediaType.TEXT_CSV_TYPE))
                .findFirst()
                .filter(type -> !type.matches(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
    }

    private static Map<String, List<String>> parameters(HttpRequest<?> request) {
        return request.getParameters().asMap();
    }

    /** The same request with another cursor, relative to the host. */
    private static String withCursor(HttpRequest<?> request, String cursor) {
        @Nullable String query = request.getUri().getRawQuery();
        Stream<String> others = query == null
                ? Stream.empty()
                : Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty() && !pair.startsWith("cursor="));
        return request.getUri().getRawPath() + "?"
                + Stream.concat(others, Stream.of("cursor=" + cursor)).collect(Collectors.joining("&"));
    }
}
