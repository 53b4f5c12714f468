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
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Rollups over HTTP. */
@Controller("/v1/tenants/{tenant}/rollups")
@Needs(Right.QUERY)
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
    CompletionStage<HttpResponse<byte[]>> catalogue(HttpRequest<?> request, String tenant) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        RollupParameters.parseNone(parameters(request));
        return threads.run(() -> HttpResponse.ok(backends.questions().catalogue(tenant)));
    }

    @Get("/{pipeline}/{rollup}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
    CompletionStage<HttpResponse<byte[]>> rows(HttpRequest<?> request, String tenant, String pipeline, String rollup) {
        return threads.run(() -> {
            RollupAnswer answer = backends.questions().rows(tenant, pipeline, rollup, parameters(request));
            return AnswerForm.wantsCsv(request) ? csv(request, answer) : json(answer);
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
        answer.next().ifPresent(cursor -> response.header(HttpHeaders.LINK, AnswerForm.linkToNext(request, cursor)));
        return response;
    }

    private static Map<String, List<String>> parameters(HttpRequest<?> request) {
        return request.getParameters().asMap();
    }
}
