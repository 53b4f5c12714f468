package io.millrace.ingest.service;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ConditionalFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.millrace.kafka.record.AuditRecord;
import io.millrace.shell.access.AccessFilter;
import io.millrace.shell.access.Caller;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every act of administration before it is answered, those refused to someone who was recognised among them. The act is done by then: if it can't
 * be kept, the answer stays true and the service's log has the act instead.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class AuditFilter implements ConditionalFilter, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);

    private final Attachments attachments;
    private final Clock clock;

    AuditFilter(Attachments attachments, Clock clock) {
        this.attachments = attachments;
        this.clock = clock;
    }

    @Override
    public boolean isEnabled(HttpRequest<?> request) {
        return action(request).isPresent();
    }

    @Override
    public int getOrder() {
        return AccessFilter.ORDER - 1;
    }

    private static Optional<String> action(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .flatMap(route -> route.getAnnotationMetadata().stringValue(Audited.class));
    }

    @ResponseFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void keep(HttpRequest<?> request, HttpResponse<?> response) {
        Caller.of(request).ifPresent(caller -> keep(act(caller, request, response)));
    }

    private AuditRecord act(Caller caller, HttpRequest<?> request, HttpResponse<?> response) {
        Optional<RouteMatch<?>> route = RouteAttributes.getRouteMatch(request);
        return new AuditRecord(
                clock.instant(),
                caller.name(),
                action(request).orElseThrow(),
                route.map(found -> String.valueOf(found.getVariableValues().get("tenant")))
                        .orElse(""),
                // What was made has a path of its own.
                Optional.ofNullable(response.getHeaders().get(HttpHeaders.LOCATION))
                        .orElse(request.getPath()),
                request.getRemoteAddress().getAddress().getHostAddress(),
                response.code());
    }

    private void keep(AuditRecord act) {
        try {
            attachments.get().audit().append(act);
        } catch (RuntimeException failure) {
            LOG.error("{} is not in the topic of acts", act, failure);
        }
    }
}
