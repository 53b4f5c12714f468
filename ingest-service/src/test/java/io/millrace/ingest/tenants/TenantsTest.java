package io.millrace.ingest.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.pipelines.BeingPurgedException;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.kafka.tenants.TenantsView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final RecordSerde<TenantRecord> tenantSerde = RecordSerde.withoutRegistry(new TenantRecord.Format(), 1);
    private final RecordSerde<ApiKeyRecord> keySerde = RecordSerde.withoutRegistry(new ApiKeyRecord.Format(), 2);
    private final TenantsView view = new TenantsView(tenantSerde, keySerde);
    private final List<byte[]> written = new ArrayList<>();
    private final Tenants tenants = new Tenants(view, new Appender(), new Random(1), Clock.fixed(NOW, ZoneOffset.UTC));

    /** Straight into the view. */
    private final class Appender implements TenantsAppender {
        @Override
        public void append(TenantRecord tenant) {
            take(tenant.key(), tenantSerde.serialize(tenant));
        }

        @Override
        public void append(ApiKeyRecord key) {
            take(key.key(), keySerde.serialize(key));
        }

        @Override
        public void remove(String key) {
            view.take(new ConsumerRecord<>("tenants", 0, 0, key.getBytes(StandardCharsets.UTF_8), null));
        }

        @Override
        public void awaitAll() {
            // It is known as soon as it is written.
        }

        private void take(String key, byte[] value) {
            written.add(value);
            view.take(new ConsumerRecord<>("tenants", 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
        }
    }

    @BeforeEach
    void makeTenant() {
        assertThat(tenants.create("acme")).isTrue();
    }

    @Test
    void shouldForgetKeysAtOnceAndTheTenantLast() {
        // Given
        NewKey key = tenants.createKey("acme", Set.of(Scope.INGEST), "till").orElseThrow();

        // When
        UUID deletion = tenants.beginDeletion("acme");

        // Then
        assertThat(tenants.key(key.record().id())).isEmpty();
        assertThat(tenants.find("acme").flatMap(TenantRecord::deletion)).contains(deletion);
        assertThat(tenants.beginDeletion("acme")).isEqualTo(deletion);
        assertThat(tenants.isBeingDeleted("acme", deletion)).isTrue();
        assertThatThrownBy(() -> tenants.create("acme")).isInstanceOf(BeingPurgedException.class);
        assertThatThrownBy(() -> tenants.createKey("acme", Set.of(Scope.INGEST), "till"))
                .isInstanceOf(BeingPurgedException.class);

        // When
        tenants.completeDeletion("acme");

        // Then
        assertThat(tenants.find("acme")).isEmpty();
        assertThat(tenants.isBeingDeleted("acme", deletion)).isFalse();
        assertThat(tenants.create("acme")).isTrue();
        assertThat(tenants.keys("acme")).isEmpty();
    }

    @Test
    void shouldKeepNothingOfAKeyButItsHash() {
        // When
        NewKey key = tenants.createKey("acme", Set.of(Scope.INGEST), "till").orElseThrow();

        // Then
        String secret = key.text().substring(key.text().length() - 43);
        assertThat(written).allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .doesNotContain(secret));
        assertThat(ApiKey.matches(
                        key.text(), view.key(key.record().id()).orElseThrow().sha256()))
                .isTrue();
        assertThat(key.toString()).doesNotContain(secret);
    }

    @Test
    void shouldMakeEveryKeyAnother() {
        // When
        Set<String> texts = new HashSet<>();
        for (int count = 0; count < 100; count++) {
            texts.add(tenants.createKey("acme", Set.of(Scope.QUERY), "")
                    .orElseThrow()
                    .text());
        }

        // Then
        assertThat(texts).hasSize(100);
        assertThat(tenants.keys("acme")).hasSize(100);
    }

    @Test
    void shouldAnswerTimesAsTheyAreStored() {
        NewKey key = tenants.createKey("acme", Set.of(Scope.QUERY), "").orElseThrow();

        assertThat(tenants.keys("acme")).containsExactly(key.record());
    }

    @Test
    void shouldBoundTheKeysInUse() {
        // Given
        for (int count = 0; count < Tenants.MOST_KEYS; count++) {
            assertThat(tenants.createKey("acme", Set.of(Scope.QUERY), "")).isPresent();
        }

        // Then
        assertThatThrownBy(() -> tenants.createKey("acme", Set.of(Scope.QUERY), ""))
                .isInstanceOf(TooManyKeysException.class);
        assertThat(tenants.revokeKey("acme", tenants.keys("acme").get(0).id())).isTrue();
        assertThat(tenants.createKey("acme", Set.of(Scope.QUERY), "")).isPresent();
    }

    @Test
    void shouldWriteNothingToRevokeAKeyAgain() {
        // Given
        String id = tenants.createKey("acme", Set.of(Scope.QUERY), "")
                .orElseThrow()
                .record()
                .id();
        tenants.revokeKey("acme", id);
        int before = written.size();

        // Then
        assertThat(tenants.revokeKey("acme", id)).isTrue();
        assertThat(written).hasSize(before);
    }
}
