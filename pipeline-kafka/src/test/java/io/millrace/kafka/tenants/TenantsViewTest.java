package io.millrace.kafka.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.record.TenantRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenantsViewTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final RecordSerde<TenantRecord> tenantSerde = RecordSerde.withoutRegistry(new TenantRecord.Format(), 1);
    private final RecordSerde<ApiKeyRecord> keySerde = RecordSerde.withoutRegistry(new ApiKeyRecord.Format(), 2);
    private final TenantsView view = new TenantsView(tenantSerde, keySerde);

    private void take(String key, byte @Nullable [] value) {
        view.take(new ConsumerRecord<>("tenants", 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private void take(ApiKeyRecord key) {
        take(key.key(), keySerde.serialize(key));
    }

    private static ApiKeyRecord key(String id, String tenant, Instant createdAt) {
        return new ApiKeyRecord(id, tenant, Set.of(Scope.QUERY), "00", "", createdAt, Optional.empty());
    }

    @Test
    void shouldKnowWhatWasWrittenLast() {
        // Given
        TenantRecord tenant = new TenantRecord("acme", AT, TenantRecord.Quotas.UNSET);
        take(tenant.key(), tenantSerde.serialize(tenant));
        take(key("b", "acme", AT.plusSeconds(1)));
        take(key("a", "acme", AT.plusSeconds(2)));
        take(key("c", "other", AT));

        // When
        take(key("a", "acme", AT.plusSeconds(2)).revoked(AT.plusSeconds(3)));

        // Then
        assertThat(view.tenants()).containsExactly(tenant);
        assertThat(view.tenant("other")).isEmpty();
        assertThat(view.keys("acme")).extracting(ApiKeyRecord::id).containsExactly("b", "a");
        assertThat(view.key("a").orElseThrow().isRevoked()).isTrue();
    }

    @Test
    void shouldForgetWhatIsGoneAndPassOverWhatALaterVersionWrites() {
        // Given
        take(key("a", "acme", AT));

        // When
        take("key/a", null);
        take("group/a", new byte[] {1});

        // Then
        assertThat(view.key("a")).isEmpty();
    }

    @Test
    void shouldSayThatItDidNotGetThereInTime() throws Exception {
        // Given
        view.advanced(0, 4);

        // Then
        view.await(4, Duration.ZERO);
        assertThatThrownBy(() -> view.await(5, Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
    }
}
