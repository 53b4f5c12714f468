package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Platform;
import java.time.Duration;
import java.util.List;
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
        try (Platform second = SecondIngest.beside(client.platform())) {
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
                        Duration.ofSeconds(30),
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
