package io.millrace.shell.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.shell.access.Access.Allowed;
import io.millrace.shell.access.Access.Refused;
import io.millrace.shell.access.Access.Verdict;
import io.millrace.shell.life.NotReadyException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final String ADMINISTRATOR = "the administrator's key";
    private static final String METRICS = "the key for metrics";

    private final Random random = new Random(3);
    private final Map<String, ApiKeyRecord> keys = new HashMap<>();
    private final Access access = new Access(
            new AccessSettings(Optional.of(ApiKey.sha256(ADMINISTRATOR)), Optional.of(ApiKey.sha256(METRICS))),
            id -> Optional.ofNullable(keys.get(id)));

    private String key(String tenant, Scope... scopes) {
        ApiKey key = ApiKey.fresh(random);
        keys.put(
                key.id(),
                new ApiKeyRecord(
                        key.id(), tenant, Set.of(scopes), ApiKey.sha256(key.text()), "", AT, Optional.empty()));
        return key.text();
    }

    private Verdict judge(Right right, String tenant, String key) {
        return access.judge(right, Optional.of(tenant), Optional.of("Bearer " + key));
    }

    private static int status(Verdict verdict) {
        return verdict instanceof Refused refused ? refused.problem().status() : 200;
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetEveryoneDoEverythingWhileNoKeyIsAskedFor(Right right) {
        Access open = new Access(AccessSettings.OPEN, id -> Optional.empty());

        assertThat(open.judge(right, Optional.of("acme"), Optional.empty())).isEqualTo(new Allowed(Caller.ANYONE));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetTheAdministratorDoEverything(Right right) {
        assertThat(status(judge(right, "acme", ADMINISTRATOR))).isEqualTo(200);
        assertThat(status(access.judge(right, Optional.empty(), Optional.of("Bearer " + ADMINISTRATOR))))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldAskForAKey(Right right) {
        // When
        Verdict verdict = access.judge(right, Optional.of("acme"), Optional.empty());

        // Then
        assertThat(status(verdict)).isEqualTo(401);
        assertThat(((Refused) verdict).caller()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer mr_0a_nonsense"})
    void shouldNotTakeWhatIsNoKey(String header) {
        assertThat(status(access.judge(Right.MEMBER, Optional.of("acme"), Optional.of(header))))
                .isEqualTo(401);
    }

    @Test
    void shouldNotTakeTheIdOfAKeyWithAnotherSecret() {
        // Given
        String key = key("acme", Scope.QUERY);
        String forged = key.substring(0, key.length() - 1) + (key.endsWith("A") ? "E" : "A");

        // Then
        assertThat(status(judge(Right.QUERY, "acme", key))).isEqualTo(200);
        assertThat(status(judge(Right.QUERY, "acme", forged))).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "INGEST, INGEST, 200", "INGEST, QUERY, 403", "INGEST, ADMIN, 403", "INGEST, READ, 403", "INGEST, MEMBER, 200",
        "QUERY, INGEST, 403", "QUERY, QUERY, 200", "QUERY, ADMIN, 403", "QUERY, READ, 200", "QUERY, MEMBER, 200",
        "ADMIN, INGEST, 403", "ADMIN, QUERY, 403", "ADMIN, ADMIN, 200", "ADMIN, READ, 200", "ADMIN, MEMBER, 200",
        "ADMIN, INSTALLATION, 403", "ADMIN, METRICS, 403", "ADMIN, NONE, 200",
    })
    void shouldLetAKeyDoWhatItsScopeSays(Scope scope, Right right, int status) {
        assertThat(status(judge(right, "acme", key("acme", scope)))).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "KEY"})
    void shouldKnowNothingOfOthersWhateverAKeyMay(Right right) {
        // When
        Verdict verdict = judge(right, "other", key("acme", Scope.values()));

        // Then
        assertThat(status(verdict)).isEqualTo(404);
        assertThat(((Refused) verdict).problem().detail()).doesNotContain("other");
        assertThat(((Refused) verdict).caller().orElseThrow().tenant()).contains("acme");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "KEY"})
    void shouldLetNoTenantDoAnythingThatIsNoTenants(Right right) {
        String key = key("acme", Scope.values());

        assertThat(status(access.judge(right, Optional.empty(), Optional.of("Bearer " + key))))
                .isEqualTo(403);
    }

    @Test
    void shouldTakeARevokedKeyNoMore() {
        // Given
        String key = key("acme", Scope.QUERY);
        keys.replaceAll((id, record) -> record.revoked(AT));

        // When
        Verdict verdict = judge(Right.QUERY, "acme", key);

        // Then
        assertThat(status(verdict)).isEqualTo(401);
        assertThat(((Refused) verdict).problem().detail()).contains("revoked at " + AT);
    }

    @Test
    void shouldLetTheKeyForMetricsReadNothingElse() {
        assertThat(status(access.judge(Right.METRICS, Optional.empty(), Optional.of("Bearer " + METRICS))))
                .isEqualTo(200);
        assertThat(status(judge(Right.MEMBER, "acme", METRICS))).isEqualTo(403);
        assertThat(status(access.judge(Right.INSTALLATION, Optional.empty(), Optional.of("Bearer " + METRICS))))
                .isEqualTo(403);
    }

    @Test
    void shouldKnowTheAdministratorBeforeTheKeysOfTenantsAreKnown() {
        // Given
        Access early =
                new Access(new AccessSettings(Optional.of(ApiKey.sha256(ADMINISTRATOR)), Optional.empty()), id -> {
                    throw new NotReadyException("waiting for Kafka");
                });
        String key = key("acme", Scope.QUERY);

        // Then
        assertThat(status(early.judge(Right.INSTALLATION, Optional.empty(), Optional.of("bearer " + ADMINISTRATOR))))
                .isEqualTo(200);
        assertThatThrownBy(() -> early.judge(Right.QUERY, Optional.of("acme"), Optional.of("Bearer " + key)))
                .isInstanceOf(NotReadyException.class);
    }
}
