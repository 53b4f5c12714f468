package io.millrace.benchmarks.endtoend;

import io.millrace.embedded.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Records of 200 bytes: through the ingest service over HTTP, against Kafka's own producer performance tool with the same bytes. They take turns, once to warm up and three times counted, medians.
 * Beside records a second, records a second of processor time: of the service's process, and of the tool's beyond what it takes to send a tenth, since each time it starts anew.
 */
final class IngestComparison {
    private static final int PER_REQUEST = 10_000;
    private static final int CONNECTIONS = 2;
    private static final String CSV_HEADER = "region,device,unit,at,speed,note\n";
    private static final String TOOL = "producer-performance";
    private static final int ROUNDS = 3;

    private final Lab lab;
    private final int records;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    IngestComparison(Lab lab, int records) {
        this.lab = lab;
        this.records = records;
    }

    List<Measured> run() throws IOException, InterruptedException {
        URI pipeline = URI.create(
                lab.platform().addresses().ingest() + "/v1/tenants/" + Corpus.TENANT + "/pipelines/" + Corpus.PIPELINE);
        require(HttpRequest.newBuilder(pipeline)
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(Corpus.definition()))
                .build());
        lab.ensure(lab.plainTopic(TOOL));
        ProducerTool tool = new ProducerTool(lab, TOOL);
        List<Measured> measured = new ArrayList<>();
        for (boolean csv : List.of(false, true)) {
            String ours = csv ? "CSV" : "NDJSON";
            List<byte[]> bodies = bodies(csv);
            Path payload = payload(csv);
            Rounds rates = new Rounds();
            Rounds ofProcessor = new Rounds();
            for (int round = 0; round <= ROUNDS; round++) {
                double before = serviceCpu();
                rates.add("ingest, " + ours, records, send(pipeline, csv, bodies));
                ofProcessor.add("ingest, " + ours + ", of processor time", records, serviceCpu() - before);
                double toStart = tool.send(payload, records / 10).cpuSeconds();
                ProducerTool.Outcome theirs = tool.send(payload, records);
                rates.add(TOOL, records, records / theirs.rate());
                ofProcessor.add(TOOL + ", of processor time", records - records / 10, theirs.cpuSeconds() - toStart);
            }
            double goal = csv ? 0.6 : 0.5;
            measured.add(measured("ingest, " + ours, rates, "", goal));
            measured.add(measured("ingest, " + ours, ofProcessor, ", of processor time", goal));
        }
        return measured;
    }

    private static Measured measured(String what, Rounds rounds, String suffix, double goal) {
        return new Measured(
                what + suffix, "records/s", rounds.median(what + suffix), TOOL, rounds.median(TOOL + suffix), goal);
    }

    /** Seconds of processor time that the service has taken so far. */
    private double serviceCpu() {
        return lab.platform().pid(Component.INGEST).stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToDouble(taken -> taken.toMillis() / 1e3)
                .findFirst()
                .orElseThrow();
    }

    /** Seconds from the first request to the last answer. */
    private double send(URI pipeline, boolean csv, List<byte[]> bodies) {
        long started = System.nanoTime();
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < CONNECTIONS; lane++) {
            int first = lane;
            lanes.add(CompletableFuture.runAsync(() -> {
                for (int body = first; body < bodies.size(); body += CONNECTIONS) {
                    require(HttpRequest.newBuilder(URI.create(pipeline + "/events"))
                            .header("Content-Type", csv ? "text/csv" : "application/x-ndjson")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.get(body)))
                            .build());
                }
            }));
        }
        lanes.forEach(CompletableFuture::join);
        return (System.nanoTime() - started) / 1e9;
    }

    private void require(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2 || response.statusCode() == 207) {
                throw new IllegalStateException(
                        request.uri() + " answered " + response.statusCode() + ": " + response.body());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private List<byte[]> bodies(boolean csv) {
        Corpus corpus = new Corpus();
        List<byte[]> bodies = new ArrayList<>();
        for (int first = 0; first < records; first += PER_REQUEST) {
            StringBuilder body = new StringBuilder(csv ? CSV_HEADER : "");
            for (int record = first; record < first + PER_REQUEST; record++) {
                body.append(corpus.line(record, csv));
            }
            bodies.add(body.toString().getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private Path payload(boolean csv) throws IOException {
        Corpus corpus = new Corpus();
        StringBuilder lines = new StringBuilder();
        for (int record = 0; record < PER_REQUEST; record++) {
            lines.append(corpus.line(record, csv));
        }
        return Files.writeString(lab.folder().resolve(csv ? "payload.csv" : "payload.ndjson"), lines);
    }
}
