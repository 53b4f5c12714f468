package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.MediaType;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.shell.access.Right;
import io.millrace.shell.access.Rights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every route there is, those that are yet to be written among them, asks for what it needs. */
@MicronautTest
@Property(name = "millrace.access.administrator-key-sha256", value = RouteAccessTest.ADMINISTRATOR_SHA_256)
class RouteAccessTest {
    static final String ADMINISTRATOR = "administrator";
    static final String ADMINISTRATOR_SHA_256 = "4194d1706ed1f408d5e02d672777019f4d5385c766a8c6ca8acba3167d36a7b9";

    private static final Set<String> OPEN = Set.of("/health", "/health/x", "/openapi.yml");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Random random = new Random(5);
    private final EmbeddedServer server;
    private final FakeBackends backends;
    private final Router router;

    RouteAccessTest(EmbeddedServer server, FakeBackends backends, Router router) {
        this.server = server;
        this.backends = backends;
        this.router = router;
    }

    /** A route, as a request for it. */
    private record Route(String method, String template, String accept, Right right) {
        static Route of(UriRouteInfo<?, ?> route) {
            return new Route(
                    route.getHttpMethodName(),
                    route.getUriMatchTemplate().toString(),
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

    private List<Route> routes() {
        return router.uriRoutes().map(Route::of).distinct().toList();
    }

    private List<Route> closed() {
        return routes().stream().filter(route -> route.right() != Right.NONE).toList();
    }

    private String key(String tenant, Set<Scope> scopes) {
        ApiKey key = ApiKey.fresh(random);
        backends.putKey(new ApiKeyRecord(
                key.id(), tenant, scopes, ApiKey.sha256(key.text()), "", FakeBackends.NOW, Optional.empty()));
        return key.text();
    }

    private int status(Route route, String tenant, String... key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.getURI().resolve(route.path(tenant)))
                .method(route.method(), BodyPublishers.noBody())
                .header("Accept", route.accept());
        for (String one : key) {
            request.header("Authorization", "Bearer " + one);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
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
        assertThat(closed()).hasSizeGreaterThan(8).allSatisfy(route -> assertThat(
                        route.isOfTenant() || route.right() == Right.INSTALLATION || route.right() == Right.METRICS)
                .isTrue());
    }

    @Test
    void shouldAskForAKey() {
        assertThat(closed())
                .allSatisfy(route -> assertThat(status(route, "acme")).isEqualTo(401));
    }

    @Test
    void shouldKnowNothingOfOtherTenants() {
        // Given
        String key = key("other", EnumSet.allOf(Scope.class));

        // Then
        assertThat(closed()).filteredOn(Route::isOfTenant).allSatisfy(route -> assertThat(status(route, "acme", key))
                .isEqualTo(404));
    }

    @Test
    void shouldAskForTheScope() {
        for (Route route : closed()) {
            Set<Scope> others = EnumSet.allOf(Scope.class);
            others.removeAll(route.right().scopes());
            if (!others.isEmpty()) {
                assertThat(status(route, "acme", key("acme", others)))
                        .as(route.toString())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void shouldLetEveryScopeInWhereItIsAllowed() {
        for (Route route : closed()) {
            for (Scope scope : route.right().scopes()) {
                assertThat(status(route, "acme", key("acme", EnumSet.of(scope))))
                        .as(route.toString())
                        .isNotIn(401, 403);
            }
        }
    }

    @Test
    void shouldLetTheAdministratorInEverywhere() {
        assertThat(closed()).allSatisfy(route -> assertThat(status(route, "acme", ADMINISTRATOR))
                .isNotIn(401, 403));
    }
}
