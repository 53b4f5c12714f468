package io.millrace.query.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.model.definition.Names;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.answer.RunQuestions;
import io.millrace.query.request.RollupParameters;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs over HTTP. */
@Controller("/v1/tenants/{tenant}/recomputes")
@Needs(Right.QUERY)
final class RunController {
    private final Backends backends;
    private final QueryThreads threads;

    RunController(Backends backends, QueryThreads threads) {
        this.backends = backends;
        this.threads = threads;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> page(HttpRequest<?> request, String tenant) {
        return answer(tenant, runs -> runs.page(tenant, request.getParameters().asMap()));
    }

    @Get("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> whole(HttpRequest<?> request, String tenant, String id) {
        RollupParameters.parseNone(request.getParameters().asMap());
        return answer(tenant, runs -> runs.whole(tenant, id));
    }

    private CompletionStage<HttpResponse<byte[]>> answer(String tenant, Function<RunQuestions, byte[]> question) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        return threads.run(() -> HttpResponse.ok(question.apply(backends.runs())));
    }
}
