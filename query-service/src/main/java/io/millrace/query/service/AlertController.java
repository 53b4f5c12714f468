package io.millrace.query.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.model.definition.Names;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.concurrent.CompletionStage;

/** Alerts over HTTP. */
@Controller("/v1/tenants/{tenant}/alerts")
@Needs(Right.QUERY)
final class AlertController {
    private final Backends backends;
    private final QueryThreads threads;

    AlertController(Backends backends, QueryThreads threads) {
        this.backends = backends;
        this.threads = threads;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> alerts(HttpRequest<?> request, String tenant) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        return threads.run(() -> HttpResponse.ok(
                backends.alerts().alerts(tenant, request.getParameters().asMap())));
    }
}
