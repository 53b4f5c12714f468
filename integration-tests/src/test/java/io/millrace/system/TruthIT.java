package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.sample.GponSample;
import io.millrace.embedded.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promise itself: whatever dies on the way, the served numbers are the truth. */
@ExtendWith(RunningMillrace.class)
class TruthIT {
    private static final String FROM = "2019-08-01T02:00:00Z";
    private static final String TO = "2019-08-01T12:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BATCH = 2_000;

    @Test
    void shouldServeTheTruthAfterTheStreamProcessorAndTheWriterWereKilledMidWay(Client client) throws Exception {
        // Given
        String tenant = "truth-kill";
        List<String> lines = sampleLines(60_000, 3_000);
        Collections.shuffle(lines, new Random(7));
        GponTruth truth = new GponTruth(GponRollup.EXAMPLE);
        truth.add(lines);
        assertThat(client.putPipeline(tenant, "gpon", definition()).status()).isEqualTo(201);

        // When
        int batches = lines.size() / BATCH;
        for (int batch = 0; batch < batches; batch++) {
            if (batch == batches / 4 || batch == batches * 3 / 4) {
                client.platform().kill(Component.STREAM);
            } else if (batch == batches / 2 || batch == batches * 5 / 6) {
                client.platform().kill(Component.WRITER);
            }
            post(client, tenant, lines.subList(batch * BATCH, (batch + 1) * BATCH), Map.of());
        }

        // Then
        truth.assertServed(client, tenant, FROM, TO, PATIENCE);
        client.platform().awaitReady();
    }

    @Test
    void shouldCountOnceWhatIsSentTwice(Client client) throws Exception {
        // Given
        String tenant = "truth-twice";
        List<String> lines = sampleLines(4_000, 1_000);
        GponTruth truth = new GponTruth(GponRollup.EXAMPLE);
        truth.add(lines);
        client.putPipeline(tenant, "gpon", definition());

        // When
        post(client, tenant, lines, Map.of());
        post(client, tenant, lines.subList(0, 2_000), Map.of());
        // A partition is in order, so when these are counted, in every partition, the copies before them were judged.
        List<String> markers = sampleLines(4_200, 1_000).subList(4_000, 4_200);
        truth.add(markers);
        post(client, tenant, markers, Map.of());

        // Then
        truth.assertServed(client, tenant, FROM, TO, PATIENCE);
    }

    private static void post(Client client, String tenant, List<String> lines, Map<String, String> headers)
            throws IOException, InterruptedException {
        String body = GponSample.HEADER + "\n" + String.join("\n", lines) + "\n";
        Client.Answer answer = client.postEvents(
                tenant, "gpon", "text/csv", headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(lines.size());
    }

    private static List<String> sampleLines(long rows, int units) throws IOException {
        StringBuilder csv = new StringBuilder();
        new GponSample(11, rows, units, 0).writeTo(csv);
        List<String> lines = new ArrayList<>(List.of(csv.toString().split("\n")));
        lines.remove(0);
        return lines;
    }

    static String definition() throws IOException {
        return Files.readString(Path.of("..", "examples", "gpon", "pipeline.yaml"));
    }
}
