package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.AnnotationMetadataProvider;
import io.micronaut.http.HttpMethod;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.millrace.kafka.record.AuditRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.shell.access.Right;
import io.millrace.shell.access.Rights;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
@Property(name = "millrace.access.administrator-key-sha256", value = RouteAccessTest.ADMINISTRATOR_SHA_256)
class AuditHttpTest extends HttpTest {
    private static final String ACME = "/v1/tenants/acme";

    private final Router router;

    AuditHttpTest(EmbeddedServer server, MemoryAttachments attachments, Router router) {
        super(server, attachments);
        this.router = router;
    }

    @BeforeEach
    void makeTenants() {
        attachments.get().tenants().create("acme");
        attachments.get().tenants().create("other");
        attachments.acts.clear();
        attachments.auditFailure = Optional.empty();
    }

    private String key(String tenant, Scope scope) {
        return attachments
                .get()
                .tenants()
                .createKey(tenant, Set.of(scope), "")
                .orElseThrow()
                .text();
    }

    private Answer as(String key, String method, String path, String type, String body) {
        return send(
                method, path, BodyPublishers.ofString(body), "Authorization", "Bearer " + key, "Content-Type", type);
    }

    @Test
    void shouldKeepWhoDidWhatWhenFromWhereAndWhatCameOfIt() {
        // Given
        String key = key("acme", Scope.ADMIN);
        String id = attachments.get().tenants().keys("acme").stream()
                .reduce((former, later) -> later)
                .orElseThrow()
                .id();

        // When
        Answer done = as(key, "PUT", ACME + "/pipelines/gpon", "application/yaml", definition("gpon", ""));

        // Then
        assertThat(done.status()).isIn(200, 201);
        assertThat(attachments.acts).singleElement().satisfies(act -> assertThat(act)
                .isEqualTo(new AuditRecord(
                        act.at(),
                        "key " + id,
                        "put-pipeline",
                        "acme",
                        ACME + "/pipelines/gpon",
                        "127.0.0.1",
                        done.status())));
    }

    @Test
    void shouldKeepWhatWasRefusedToSomeoneItKnows() {
        // When
        as(key("acme", Scope.QUERY), "DELETE", ACME + "/pipelines/gpon", "text/plain", "");
        as(key("other", Scope.ADMIN), "DELETE", ACME + "/pipelines/gpon", "text/plain", "");
        as(RouteAccessTest.ADMINISTRATOR, "PUT", ACME + "/quotas", "application/json", "{\"burstSeconds\": 0}");
        as("nobody", "DELETE", ACME + "/pipelines/gpon", "text/plain", "");

        // Then
        assertThat(attachments.acts)
                .extracting(AuditRecord::action, AuditRecord::tenant, AuditRecord::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("delete-pipeline", "acme", 403),
                        org.assertj.core.groups.Tuple.tuple("delete-pipeline", "acme", 404),
                        org.assertj.core.groups.Tuple.tuple("put-quotas", "acme", 422));
        assertThat(attachments.acts.get(2).actor()).isEqualTo("administrator");
    }

    @Test
    void shouldNameTheKeyThatWasMadeAndNotTellIt() {
        // When
        Answer made = as(
                RouteAccessTest.ADMINISTRATOR, "POST", ACME + "/keys", "application/json", "{\"scopes\": [\"query\"]}");

        // Then
        assertThat(attachments.acts).singleElement().satisfies(act -> {
            assertThat(act.action()).isEqualTo("create-key");
            assertThat(act.subject()).isEqualTo(made.header("Location"));
            assertThat(act.toString()).doesNotContain(made.json().get("key").asText());
        });
    }

    @Test
    void shouldAnswerAsItIsThoughTheActCannotBeKept() {
        // Given
        attachments.auditFailure = Optional.of(new TimeoutException("no answer"));

        // When
        Answer done = as(RouteAccessTest.ADMINISTRATOR, "PUT", ACME + "/quotas", "application/json", "{}");

        // Then
        assertThat(done.status()).isEqualTo(200);
        assertThat(attachments.acts).isEmpty();
    }

    @Test
    void shouldKeepNothingOfWhatChangesNothing() {
        // When
        as(RouteAccessTest.ADMINISTRATOR, "POST", ACME + "/pipelines/gpon:validate", "application/yaml", "");
        send(
                "GET",
                ACME + "/keys",
                BodyPublishers.noBody(),
                "Authorization",
                "Bearer " + RouteAccessTest.ADMINISTRATOR);

        // Then
        assertThat(attachments.acts).isEmpty();
    }

    /** Whatever takes an administrator and is more than a look is an act. */
    @Test
    void shouldKnowEveryRouteThatIsAnAct() {
        assertThat(acts(false)).containsExactly("/v1/tenants/{tenant}/pipelines/{pipeline}:validate");
        assertThat(acts(true)).hasSizeGreaterThanOrEqualTo(9);
    }

    private Stream<String> acts(boolean audited) {
        return router.uriRoutes()
                .filter(route -> Set.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE)
                                .contains(route.getHttpMethod())
                        && Set.of(Right.ADMIN, Right.INSTALLATION).contains(Rights.of(route.getAnnotationMetadata()))
                        && isAudited(route) == audited)
                .map(UriRouteInfo::getUriMatchTemplate)
                .map(Object::toString)
                // The router lists a route more than once.
                .distinct();
    }

    private static boolean isAudited(AnnotationMetadataProvider route) {
        return route.getAnnotationMetadata().hasAnnotation(Audited.class);
    }
}
