package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.shell.settings.InvalidSettingsException;
import io.millrace.shell.settings.SettingsReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuerySettingsTest {
    private final Map<String, String> texts = new HashMap<>(Map.of(
            "micronaut.server.host", "127.0.0.1",
            "micronaut.server.port", "8400",
            "millrace.kafka", "127.0.0.1:9092",
            "millrace.cassandra", "127.0.0.1:9042",
            "millrace.cassandra-datacenter", "datacenter1",
            "millrace.cassandra-timeout", "5s",
            "millrace.registry", "http://127.0.0.1:8405",
            "millrace.partitions", "4",
            "millrace.concurrent-queries", "8",
            "millrace.waiting-queries", "256"));

    @Test
    void shouldReadSettings() {
        QuerySettings settings = read();

        assertThat(settings.registry()).isEqualTo(URI.create("http://127.0.0.1:8405"));
        assertThat(settings.topics().partitions()).isEqualTo(4);
        assertThat(settings.cassandra().requestTimeout()).hasSeconds(5);
    }

    @ParameterizedTest
    @CsvSource({
        "micronaut.server.host, 0.0.0.0",
        "micronaut.server.host, 192.0.2.1",
        "micronaut.server.host, ''",
        "micronaut.server.port, 65536",
        "micronaut.server.port, http",
        "millrace.kafka, ''",
        "millrace.cassandra, 127.0.0.1:port",
        "millrace.cassandra-datacenter, ''",
        "millrace.cassandra-timeout, 5",
        "millrace.registry, 127.0.0.1:8405",
        "millrace.partitions, 0",
        "millrace.concurrent-queries, 0",
        "millrace.waiting-queries, many"
    })
    void shouldRefuseAWrongSetting(String name, String text) {
        texts.put(name, text);

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(name.replace("-datacenter", ""))
                .hasMessageNotContaining("For input");
    }

    @ParameterizedTest
    @CsvSource({"micronaut.server.host, ::1", "micronaut.server.host, localhost", "millrace.registry, https://registry"
    })
    void shouldAcceptOthers(String name, String text) {
        texts.put(name, text);

        assertThat(read()).isNotNull();
    }

    @Test
    void shouldNameEveryWrongSetting() {
        texts.put("micronaut.server.host", "0.0.0.0");
        texts.put("millrace.registry", "nowhere");
        texts.remove("millrace.partitions");

        assertThatThrownBy(this::read)
                .hasMessageContaining("micronaut.server.host = '0.0.0.0'")
                .hasMessageContaining("millrace.registry = 'nowhere'")
                .hasMessageContaining("millrace.partitions = ''");
    }

    private QuerySettings read() {
        return QuerySettings.read(new SettingsReader(name -> Optional.ofNullable(texts.get(name))));
    }
}
