package io.millrace.query.service;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.model.definition.Names;
import io.millrace.query.answer.DeadLetterQuestions;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.request.RollupParameters;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Dead letters over HTTP. */
@Controller("/v1/tenants/{tenant}/dead-letters")
@Needs(Right.QUERY)
final class DeadLetterController {
    private final Backends backends;
    private final QueryThreads threads;

    DeadLetterController(Backends backends, QueryThreads threads) {
        this.backends = backends;
        this.threads = threads;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> page(HttpRequest<?> request, String tenant) {
        return answer(
                tenant, letters -> letters.page(tenant, request.getParameters().asMap()));
    }

    @Get("/counts")
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> counts(HttpRequest<?> request, String tenant) {
        return answer(
                tenant,
                letters -> letters.counts(tenant, request.getParameters().asMap()));
    }

    @Get("/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> whole(HttpRequest<?> request, String tenant, String id) {
        RollupParameters.parseNone(request.getParameters().asMap());
        return answer(tenant, letters -> letters.whole(tenant, id));
    }

    /** Whatever it is, it is for no browser to show. */
    @Get("/{id}/original")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    CompletionStage<HttpResponse<byte[]>> original(HttpRequest<?> request, String tenant, String id) {
        RollupParameters.parseNone(request.getParameters().asMap());
        return threads.run(() -> HttpResponse.ok(backends.deadLetters().original(tenant, id))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment")
                .header("X-Content-Type-Options", "nosniff"));
    }

    private CompletionStage<HttpResponse<byte[]>> answer(
            String tenant, Function<DeadLetterQuestions, byte[]> question) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        return threads.run(() -> HttpResponse.ok(question.apply(backends.deadLetters())));
    }
}
