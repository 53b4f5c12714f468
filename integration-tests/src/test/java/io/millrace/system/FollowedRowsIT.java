package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows are told of while they change, as server-sent events. */
@ExtendWith(RunningMillrace.class)
class FollowedRowsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: visits
            event:
              fields:
                - {name: page, type: string}
                - {name: at, type: timestamp}
              time: at
            rollups:
              - name: by_page
                dimensions: [page]
                window: {type: tumbling, size: 5m}
                measures: [{name: visits, type: count}]
            """;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTellOfRowsAsTheyChange(Client client) throws Exception {
        // Given
        String tenant = "followed";
        assertThat(client.putPipeline(tenant, "visits", DEFINITION).status()).isEqualTo(201);
        Client.await(
                "the rollup is known",
                PATIENCE,
                () -> client.getRollup(
                                tenant,
                                "visits",
                                "by_page",
                                Map.of("from", "2026-03-01T10:00:00Z", "to", "2026-03-01T11:00:00Z"))
                        .status(),
                status -> status == 200);
        HttpRequest follow = HttpRequest.newBuilder(
                        URI.create(client.platform().addresses().query() + "/v1/tenants/" + tenant
                                + "/rollups/visits/by_page/live"))
                .build();
        HttpResponse<InputStream> stream =
                HttpClient.newHttpClient().send(follow, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            // When, Then: the row as it is after each change
            client.postEvents(tenant, "visits", "text/csv", "page,at\n/a,2026-03-01T10:00:00Z\n");
            assertThat(next(lines, "\"page\":\"/a\"")).contains("\"measures\":{\"visits\":1}");
            client.postEvents(
                    tenant, "visits", "text/csv", "page,at\n/a,2026-03-01T10:04:59Z\n/b,2026-03-01T10:05:00Z\n");
            assertThat(next(lines, "\"visits\":2"))
                    .contains("\"page\":\"/a\"", "\"windowStart\":\"2026-03-01T10:00:00Z\"");
        }
    }

    /** The next event whose data has a text. */
    private static String next(BufferedReader lines, String text) throws IOException {
        String line = lines.readLine();
        while (line != null && !(line.startsWith("data:") && line.contains(text))) {
            line = lines.readLine();
        }
        assertThat(line).as("the stream goes on").isNotNull();
        return String.valueOf(line);
    }
}
