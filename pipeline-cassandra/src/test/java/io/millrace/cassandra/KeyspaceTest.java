package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceTest {
    @Test
    void shouldReplicateWithoutDataCentersWhenGivenANumber() {
        assertThat(Keyspace.parse("1").create())
                .isEqualTo("CREATE KEYSPACE IF NOT EXISTS millrace WITH replication ="
                        + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
    }

    @Test
    void shouldReplicateByDataCenter() {
        assertThat(Keyspace.parse("shanghai:2, madrid:3").create())
                .endsWith("{'class': 'NetworkTopologyStrategy', 'madrid': 3, 'shanghai': 2}");
    }

    @Test
    void shouldGiveEachTenantAKeyspaceOfItsOwnReplicatedLikeOurs() {
        assertThat(Keyspace.ofTenant("acme-2")).isEqualTo("millrace_acme_2");
        assertThat(Keyspace.parse("madrid:3").create(Keyspace.ofTenant("acme-2")))
                .isEqualTo("CREATE KEYSPACE IF NOT EXISTS millrace_acme_2 WITH replication ="
                        + " {'class': 'NetworkTopologyStrategy', 'madrid': 3}");
        assertThat(Keyspace.ofTenant("a".repeat(31))).hasSizeLessThanOrEqualTo(48);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "madrid", "madrid:", "madrid:0", "madrid:three", "'; DROP:1"})
    void shouldRefuseWhatIsNoReplication(String replication) {
        assertThatThrownBy(() -> Keyspace.parse(replication)).isInstanceOf(IllegalArgumentException.class);
    }
}
