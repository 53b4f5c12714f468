package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.MediaType;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.millrace.kafka.record.Scope;
import io.millrace.shell.access.Right;
import io.millrace.shell.access.Rights;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every route there is, those that are yet to be written among them, asks for what it needs. */
@MicronautTest
@Property(name = "millrace.access.administrator-key-sha256", value = RouteAccessTest.ADMINISTRATOR_SHA_256)
class RouteAccessTest extends HttpTest {
    static final String ADMINISTRATOR = "administrator";
    static final String ADMINISTRATOR_SHA_256 = "4194d1706ed1f408d5e02d672777019f4d5385c766a8c6ca8acba3167d36a7b9";

    private static final Set<String> OPEN = Set.of("/health", "/health/x", "/openapi.yml", "/pipeline.schema.json");

    private final Router router;

    RouteAccessTest(EmbeddedServer server, MemoryAttachments attachments, Router router) {
        super(server, attachments);
        this.router = router;
    }

    /** A route, as a request for it. */
    private record Route(String method, String template, String contentType, String accept, Right right) {
        static Route of(UriRouteInfo<?, ?> route) {
            return new Route(
                    route.getHttpMethodName(),
                    route.getUriMatchTemplate().toString(),
                    first(route.getConsumes()),
                    first(route.getProduces()),
                    Rights.of(route.getAnnotationMetadata()));
        }

        private static String first(List<MediaType> types) {
            return types.isEmpty() ? MediaType.ALL : types.get(0).toString();
        }

        boolean isOfTenant() {
            return template.contains("{tenant}");
        }

        String path(String tenant) {
            return template.replace("{tenant}", tenant)
                    .replaceAll("\\{/[^}]*}", "/x")
                    .replaceAll("\\{[^}]*}", "x");
        }
    }

    @BeforeEach
    void makeTenants() {
        // Some test may have deleted it: that is a route, too.
        attachments.get().tenants().completeDeletion("acme");
        attachments.get().tenants().create("acme");
        attachments.get().tenants().create("other");
    }

    private List<Route> routes() {
        return router.uriRoutes().map(Route::of).distinct().toList();
    }

    private List<Route> closed() {
        return routes().stream().filter(route -> route.right() != Right.NONE).toList();
    }

    private String key(String tenant, Set<Scope> scopes) {
        return attachments
                .get()
                .tenants()
                .createKey(tenant, scopes, "")
                .orElseThrow()
                .text();
    }

    private Answer send(Route route, String tenant, String... key) {
        List<String> headers = new ArrayList<>(List.of("Accept", route.accept()));
        if (!route.contentType().equals(MediaType.ALL)) {
            headers.addAll(List.of("Content-Type", route.contentType()));
        }
        for (String one : key) {
            headers.addAll(List.of("Authorization", "Bearer " + one));
        }
        return send(route.method(), route.path(tenant), BodyPublishers.ofString("{}"), headers.toArray(String[]::new));
    }

    private void assertChangedNothing() {
        assertThat(attachments.producer.history()).isEmpty();
        assertThat(attachments.get().pipelines().tenants()).isEmpty();
    }

    @Test
    void shouldBeOpenOnlyWhereNothingIsTold() {
        assertThat(routes())
                .filteredOn(route -> route.right() == Right.NONE)
                .extracting(route -> route.path("acme"))
                .isSubsetOf(OPEN);
    }

    @Test
    void shouldNameATenantOrBeTheAdministrators() {
        assertThat(closed()).hasSizeGreaterThan(20).allSatisfy(route -> assertThat(
                        route.isOfTenant() || route.right() == Right.INSTALLATION || route.right() == Right.METRICS)
                .isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/tenants, INSTALLATION",
        "PUT, /v1/tenants/{tenant}, INSTALLATION",
        "DELETE, /v1/tenants/{tenant}, INSTALLATION",
        "PUT, /v1/tenants/{tenant}/quotas, INSTALLATION",
        "GET, /v1/tenants/{tenant}, ADMIN",
        "POST, /v1/tenants/{tenant}/keys, ADMIN",
        "PUT, /v1/tenants/{tenant}/pipelines/{pipeline}, ADMIN",
        "GET, /v1/tenants/{tenant}/pipelines/{pipeline}, MEMBER",
        "GET, /v1/tenants/{tenant}/pipelines/{pipeline}/status, MEMBER",
        "POST, /v1/tenants/{tenant}/pipelines/{pipeline}/feeds, ADMIN",
        "DELETE, /v1/tenants/{tenant}/pipelines/{pipeline}/feeds/{rollup}/{generation}, ADMIN",
        "GET, /v1/tenants/{tenant}/pipelines/{pipeline}/feeds, MEMBER",
        "POST, /v1/tenants/{tenant}/pipelines/{pipeline}/events, INGEST",
        "GET, /v1/tenants/{tenant}/lookups/{lookup}, READ",
        "GET, /v1/tenants/{tenant}/sources, READ",
        "GET, /prometheus, METRICS",
    })
    void shouldNeedTheRightOfTheRouteBeforeThatOfTheController(String method, String template, Right right) {
        assertThat(routes())
                .filteredOn(route ->
                        route.method().equals(method) && route.template().equals(template))
                .extracting(Route::right)
                .containsExactly(right);
    }

    @Test
    void shouldAskForAKey() {
        assertThat(closed())
                .allSatisfy(route -> assertThat(send(route, "acme").status()).isEqualTo(401));
        assertChangedNothing();
    }

    @Test
    void shouldKnowNothingOfOtherTenants() {
        // Given
        String key = key("other", EnumSet.allOf(Scope.class));

        // Then
        assertThat(closed()).filteredOn(Route::isOfTenant).allSatisfy(route -> assertThat(
                        send(route, "acme", key).status())
                .isEqualTo(404));
        assertChangedNothing();
    }

    @Test
    void shouldAskForTheScope() {
        for (Route route : closed()) {
            Set<Scope> others = EnumSet.allOf(Scope.class);
            others.removeAll(route.right().scopes());
            if (!others.isEmpty()) {
                assertThat(send(route, "acme", key("acme", others)).status())
                        .as(route.toString())
                        .isEqualTo(403);
            }
        }
        assertChangedNothing();
    }

    @Test
    void shouldLetEveryScopeInWhereItIsAllowed() {
        for (Route route : closed()) {
            for (Scope scope : route.right().scopes()) {
                assertThat(send(route, "acme", key("acme", EnumSet.of(scope))).status())
                        .as(route.toString())
                        .isNotIn(401, 403);
            }
        }
    }

    @Test
    void shouldLetTheAdministratorInEverywhere() {
        assertThat(closed())
                .allSatisfy(route ->
                        assertThat(send(route, "acme", ADMINISTRATOR).status()).isNotIn(401, 403));
    }
}
