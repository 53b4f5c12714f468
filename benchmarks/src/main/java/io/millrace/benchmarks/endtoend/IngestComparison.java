package io.millrace.benchmarks.endtoend;

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
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Records of 200 bytes: through the ingest service over HTTP, against Kafka's own producer performance tool with the same bytes. */
final class IngestComparison {
    private static final int PER_REQUEST = 10_000;
    private static final int CONNECTIONS = 2;
    private static final String CSV_HEADER = "region,device,unit,at,speed,note\n";
    private static final Pattern RATE = Pattern.compile("([0-9.]+) records/sec");

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
        lab.ensure(lab.plainTopic("producer-performance"));
        List<Measured> measured = new ArrayList<>();
        for (boolean csv : List.of(false, true)) {
            List<byte[]> bodies = bodies(csv);
            Path payload = payload(csv);
            send(pipeline, csv, bodies.subList(0, bodies.size() / 4));
            producerPerformance(payload, records / 4);
            double ours = send(pipeline, csv, bodies);
            double theirs = producerPerformance(payload, records);
            measured.add(new Measured(
                    "ingest, " + (csv ? "CSV" : "NDJSON"),
                    "records/s",
                    ours,
                    "Kafka's producer performance tool",
                    theirs,
                    0.3));
        }
        return measured;
    }

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
        return (double) bodies.size() * PER_REQUEST / ((System.nanoTime() - started) / 1e9);
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

    /** As the service's producer is set: acks=all, idempotent, lz4. */
    private double producerPerformance(Path payload, int count) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.kafka.tools.ProducerPerformance",
                        "--topic",
                        "producer-performance",
                        "--num-records",
                        Integer.toString(count),
                        "--throughput",
                        "-1",
                        "--payload-file",
                        payload.toString(),
                        "--bootstrap-server",
                        lab.platform().addresses().kafka(),
                        "--command-property",
                        "acks=all",
                        "--command-property",
                        "enable.idempotence=true",
                        "--command-property",
                        "compression.type=lz4",
                        "--command-property",
                        "linger.ms=5",
                        "--command-property",
                        "batch.size=131072")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the producer performance tool failed: " + output);
        }
        Matcher rate = RATE.matcher(output);
        double last = 0;
        while (rate.find()) {
            last = Double.parseDouble(rate.group(1));
        }
        return last;
    }
}
