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
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.answer.TableAnswer;
import io.millrace.query.request.RollupParameters;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.concurrent.CompletionStage;

/** Typed tables over HTTP. */
@Controller("/v1/tenants/{tenant}/tables")
@Needs(Right.QUERY)
final class TableController {
    private final Backends backends;
    private final QueryThreads threads;

    TableController(Backends backends, QueryThreads threads) {
        this.backends = backends;
        this.threads = threads;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> catalogue(HttpRequest<?> request, String tenant) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        RollupParameters.parseNone(request.getParameters().asMap());
        return HttpResponse.ok(backends.tables().catalogue(tenant));
    }

    @Get("/{table}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_CSV})
    CompletionStage<HttpResponse<byte[]>> rows(HttpRequest<?> request, String tenant, String table) {
        return threads.run(() -> {
            TableAnswer answer = backends.tables()
                    .rows(tenant, table, request.getParameters().asMap());
            return AnswerForm.wantsCsv(request) ? csv(request, answer) : json(answer);
        });
    }

    private static HttpResponse<byte[]> json(TableAnswer answer) {
        return HttpResponse.ok(answer.json())
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }

    private static HttpResponse<byte[]> csv(HttpRequest<?> request, TableAnswer answer) {
        MutableHttpResponse<byte[]> response = HttpResponse.ok(answer.csv())
                .contentType(MediaType.TEXT_CSV_TYPE)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        answer.next().ifPresent(cursor -> response.header(HttpHeaders.LINK, AnswerForm.linkToNext(request, cursor)));
        return response;
    }
}
