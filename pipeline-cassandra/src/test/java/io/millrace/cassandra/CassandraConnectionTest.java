package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassandraConnectionTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9042", "127.0.0.1", "127.0.0.1:9042, 127.0.0.2:9043"})
    void shouldAcceptContactPoints(String contactPoints) {
        assertThatCode(() -> CassandraConnection.of(contactPoints)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":9042", "127.0.0.1:port", "127.0.0.1:99999"})
    void shouldRefuseWhatIsNoContactPointBeforeConnecting(String contactPoints) {
        assertThatThrownBy(() -> CassandraConnection.of(contactPoints))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port");
    }

    @Test
    void shouldRefuseATimeoutOfNothing() {
        assertThatThrownBy(() -> new CassandraConnection("127.0.0.1", "datacenter1", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
