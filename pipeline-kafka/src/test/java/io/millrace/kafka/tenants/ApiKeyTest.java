package io.millrace.kafka.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    private final Random random = new Random(7);

    @Test
    void shouldFindTheIdInTheTextOfEveryKey() {
        for (int count = 0; count < 1_000; count++) {
            ApiKey key = ApiKey.fresh(random);

            assertThat(ApiKey.idOf(key.text())).contains(key.id());
            assertThat(ApiKey.matches(key.text(), ApiKey.sha256(key.text()))).isTrue();
        }
    }

    @Test
    void shouldNotMatchAnotherKey() {
        // Given
        ApiKey one = ApiKey.fresh(random);
        ApiKey other = new ApiKey(one.id(), ApiKey.fresh(random).secret());

        // Then
        assertThat(ApiKey.matches(other.text(), ApiKey.sha256(one.text()))).isFalse();
        assertThat(ApiKey.matches(one.text(), "")).isFalse();
    }

    @Test
    void shouldHashAsOtherToolsDo() {
        assertThat(ApiKey.sha256("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void shouldNotSayItsSecret() {
        ApiKey key = ApiKey.fresh(random);

        assertThat(key.toString()).contains(key.id()).doesNotContain(key.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mr_", "mr_ab_short", "sk_0a_0123456789012345678901234567890123456789012", "mr__0"})
    void shouldFindNoIdInWhatIsNoKey(String text) {
        assertThat(ApiKey.idOf(text)).isEmpty();
    }
}
