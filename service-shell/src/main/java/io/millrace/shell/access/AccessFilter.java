package io.millrace.shell.access;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.millrace.shell.http.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks {@link Access} about every request before anything else is done with it. */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
public final class AccessFilter implements Ordered {
    /** Of whoever wants to see what is refused too: less. */
    public static final int ORDER = HIGHEST_PRECEDENCE + 100;

    private final Access access;

    AccessFilter(Access access) {
        this.access = access;
    }

    /** Before all that does something with a request; what is before it sees its refusals. */
    @Override
    public int getOrder() {
        return ORDER;
    }

    @RequestFilter
    @Nullable
    MutableHttpResponse<Problem> judge(HttpRequest<?> request) {
        Optional<RouteMatch<?>> route = RouteAttributes.getRouteMatch(request);
        // The tenant is what the controller will be given, not what this makes of the path by itself.
        Optional<String> tenant =
                route.map(found -> found.getVariableValues().get("tenant")).map(String::valueOf);
        Optional<String> authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION, String.class);
        Access.Verdict verdict = access.judge(Rights.of(route), tenant, authorization);
        if (verdict instanceof Access.Refused refused) {
            refused.caller().ifPresent(caller -> caller.attachTo(request));
            return refuse(refused.problem());
        }
        ((Access.Allowed) verdict).caller().attachTo(request);
        return null;
    }

    private static MutableHttpResponse<Problem> refuse(Problem problem) {
        MutableHttpResponse<Problem> response = problem.toResponse();
        return problem.status() == 401
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"")
                : response;
    }
}
