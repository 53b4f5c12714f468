package io.millrace.query.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.model.definition.Names;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.util.concurrent.CompletionStage;

/** Runs of sources over HTTP. The path is not below {@code sources}, which is ingest-service's: each path has one owner. */
@Controller("/v1/tenants/{tenant}/source-runs/{pipeline}/{source}")
@Needs(Right.QUERY)
final class SourceRunController {
    private final Backends backends;
    private final QueryThreads threads;

    SourceRunController(Backends backends, QueryThreads threads) {
        this.backends = backends;
        this.threads = threads;
    }

    @Get
    @Produces(MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<byte[]>> page(HttpRequest<?> request, String tenant, String pipeline, String source) {
        if (!Names.isTenant(tenant)) {
            throw new NoSuchRollupException("no tenant is called '" + tenant + "'");
        }
        SourceRunRow.Source asked = new SourceRunRow.Source(tenant, pipeline, source);
        return threads.run(() -> HttpResponse.ok(
                backends.sourceRuns().page(asked, request.getParameters().asMap())));
    }
}
