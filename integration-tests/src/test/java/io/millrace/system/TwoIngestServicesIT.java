package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Definitions put through two instances at once. */
@ExtendWith(RunningMillrace.class)
class TwoIngestServicesIT {
    private static final int VERSIONS_EACH = 10;

    @Test
    void shouldLoseNoVersionThatEitherAccepted(Client client) throws Exception {
        // Given
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-second-");
        Platform first = client.platform();
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder)
                .withPorts(Ports.free())
                .withExternalAddresses(new ExternalAddresses(
                        Optional.of(first.addresses().kafka()),
                        Optional.of(first.addresses().cassandra()),
                        Optional.of(first.addresses().registry())))
                .withComponents(EnumSet.of(Component.INGEST));
        try (Platform second = Platform.start(options, new ToStandardError(), Clock.systemUTC())) {
            Client other = new Client(second);

            // When
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> put(client, 1)),
                            CompletableFuture.runAsync(() -> put(other, 1 + VERSIONS_EACH)))
                    .get();

            // Then
            for (Client each : List.of(client, other)) {
                Client.Answer versions = Client.await(
                        "both instances know all versions",
                        java.time.Duration.ofSeconds(30),
                        () -> each.get("/v1/tenants/two-ingests/pipelines/clicks/versions"),
                        answer -> answer.body().path("versions").size() == 2 * VERSIONS_EACH);
                assertThat(versions.body().findValuesAsText("version"))
                        .isEqualTo(IntStream.rangeClosed(1, 2 * VERSIONS_EACH)
                                .mapToObj(Integer::toString)
                                .toList());
                assertThat(versions.body().findValuesAsText("fingerprint")).doesNotHaveDuplicates();
            }
        }
    }

    private static void put(Client client, int first) {
        try {
            for (int hours = first; hours < first + VERSIONS_EACH; hours++) {
                Client.Answer answer = client.putPipeline("two-ingests", "clicks", definition(hours));
                assertThat(answer.status()).as(answer.text()).isIn(200, 201);
            }
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    private static String definition(int hours) {
        return """
                apiVersion: millrace/v1
                pipeline: clicks
                event: {fields: [{name: page, type: string}]}
                lateness: %dh
                rollups: [{name: pages, dimensions: [page], window: {type: tumbling, size: 5m}, measures: [{name: n, type: count}]}]
                """.formatted(hours);
    }
}
