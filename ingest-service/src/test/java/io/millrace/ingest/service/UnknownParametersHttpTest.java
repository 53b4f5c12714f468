package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.MediaType;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every route, those that are yet to be written among them, refuses what it does not know, by name and before it does anything. */
@MicronautTest
class UnknownParametersHttpTest extends HttpTest {
    private final Router router;

    UnknownParametersHttpTest(EmbeddedServer server, MemoryAttachments attachments, Router router) {
        super(server, attachments);
        this.router = router;
    }

    private List<UriRouteInfo<?, ?>> routes() {
        return router.uriRoutes()
                .<UriRouteInfo<?, ?>>map(route -> route)
                .filter(route -> route.getUriMatchTemplate().toString().startsWith("/v1/"))
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .toList();
    }

    private Answer send(UriRouteInfo<?, ?> route) {
        String path = route.getUriMatchTemplate()
                        .toString()
                        .replace("{generation}", "1")
                        .replaceAll("\\{[^}]*}", "x")
                + "?nonsense=1";
        MediaType type = route.getConsumes().stream()
                .filter(taken -> !taken.equals(MediaType.ALL_TYPE))
                .findFirst()
                .orElse(MediaType.APPLICATION_JSON_TYPE);
        return send(route.getHttpMethodName(), path, BodyPublishers.ofString("{}"), "Content-Type", type.toString());
    }

    @Test
    void shouldRefuseUnknownParametersByName() {
        assertThat(routes()).hasSizeGreaterThan(25).allSatisfy(route -> {
            Answer answer = send(route);
            assertProblem(answer, 422, "invalid-parameter");
            assertThat(answer.json().get("errors").findValuesAsText("path")).containsExactly("nonsense");
        });
        assertThat(attachments.producer.history()).isEmpty();
    }
}
