package io.millrace.query.service;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.answer.Questions;
import io.millrace.query.live.LiveRows;
import io.millrace.query.live.RowChanges;
import io.millrace.query.request.RollupParameters;
import io.millrace.shell.access.Access;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;

/** Rows of rollups as they change, over HTTP. */
@Controller("/v1/tenants/{tenant}/rollups/{pipeline}/{rollup}/live")
@Needs(Right.QUERY)
final class LiveController {
    private final Backends backends;
    private final QueryThreads threads;
    private final LiveThreads liveThreads;
    private final Access access;
    private final Clock clock;

    LiveController(Backends backends, QueryThreads threads, LiveThreads liveThreads, Access access, Clock clock) {
        this.backends = backends;
        this.threads = threads;
        this.liveThreads = liveThreads;
        this.access = access;
        this.clock = clock;
    }

    /** Not for HEAD, to which no stream is read. */
    @Get(headRoute = false)
    @Produces(MediaType.TEXT_EVENT_STREAM)
    CompletionStage<HttpResponse<Publisher<Event<String>>>> live(
            HttpRequest<?> request, String tenant, String pipeline, String rollup) {
        Optional<String> authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION, String.class);
        return threads.run(() -> {
            RollupParameters.parseNone(request.getParameters().asMap());
            Questions questions = backends.questions();
            questions.requireFollowable(tenant, pipeline, rollup);
            LiveRows rows = new LiveRows(
                    new RollupRow.Partition(tenant, pipeline, rollup, 0, 0, 0), questions::rowsWith, clock);
            RowChanges.Listening listening = backends.changes().listen(rows);
            LiveStream stream = LiveStream.open(
                    rows,
                    listening,
                    () -> {
                        questions.requireFollowable(tenant, pipeline, rollup);
                        return refusal(tenant, authorization);
                    },
                    liveThreads.scheduler());
            return HttpResponse.<Publisher<Event<String>>>ok(stream)
                    .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache");
        });
    }

    /** A key may be revoked while it is used. */
    private Optional<String> refusal(String tenant, Optional<String> authorization) {
        return access.judge(Right.QUERY, Optional.of(tenant), authorization) instanceof Access.Refused refused
                ? Optional.of(refused.problem().detail())
                : Optional.empty();
    }
}
