package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpServer;
import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sources bring each record once, while the service that runs them is killed. */
@ExtendWith(RunningMillrace.class)
class SourcesIT {
    private static final Path FOLDER = Path.of(System.getenv("MILLRACE_SOURCES_FOLDER"));
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static String definition(String source) {
        return """
                apiVersion: millrace/v1
                pipeline: readings
                event:
                  fields:
                    - {name: device, type: string}
                    - {name: at, type: timestamp}
                  time: at
                rollups:
                  - {name: total, window: {type: tumbling, size: 1d}, measures: [{name: readings, type: count}]}
                sources:
                  - %s
                """.formatted(source);
    }

    private static void put(Client client, String tenant, String source) throws Exception {
        Client.Answer answer = client.putPipeline(tenant, "readings", definition(source));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /** As the service lists it; missing while it does not answer. */
    private static JsonNode source(Client client, String tenant) {
        try {
            return client.get("/v1/tenants/" + tenant + "/sources")
                    .body()
                    .path("sources")
                    .path(0);
        } catch (Exception unreachable) {
            return MissingNode.getInstance();
        }
    }

    private static void awaitAccepted(Client client, String tenant, long least) throws Exception {
        Client.await(
                least + " events of " + tenant,
                PATIENCE,
                () -> source(client, tenant),
                source -> source.path("accepted").asLong() >= least);
    }

    private static void awaitCounted(Client client, String tenant, long events) throws Exception {
        assertThat(Client.await(
                        "all are counted",
                        PATIENCE,
                        () -> client.events(tenant, "readings", "total", FROM, TO),
                        counted -> counted >= events))
                .isEqualTo(events);
        // What came twice would be counted once all the same, for its id: so they are counted where they lie.
        assertThat(committed(client, "events." + tenant, "")).isEqualTo(events);
    }

    /** Records of a topic whose keys begin as told. */
    private static long committed(Client client, String topic, String keys) {
        Map<String, Object> properties =
                new KafkaConnection(client.platform().addresses().kafka()).properties();
        properties.put("isolation.level", "read_committed");
        long count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    count += new String(record.key(), StandardCharsets.ISO_8859_1).startsWith(keys) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** Every run of a source that can be asked for, the newest first. */
    private static List<JsonNode> runs(Client client, String tenant, String source) throws Exception {
        List<JsonNode> runs = new ArrayList<>();
        String cursor = "";
        while (true) {
            Client.Answer page = client.getSourceRuns(tenant, "readings/" + source + "?limit=5" + cursor);
            if (page.status() != 200) {
                // Not known there so far, or not able now.
                return List.of();
            }
            page.body().path("runs").forEach(runs::add);
            if (page.body().path("next").isNull()) {
                return runs;
            }
            cursor = "&cursor=" + page.body().path("next").asText();
        }
    }

    private static List<JsonNode> lastRuns(Client client, String tenant) {
        List<JsonNode> runs = new ArrayList<>();
        source(client, tenant).path("runs").forEach(runs::add);
        return runs;
    }

    private static void kill(Client client) throws Exception {
        client.platform().kill(Component.INGEST);
        client.platform().awaitReady();
    }

    @Test
    void shouldTakeAFileOnceOverKillsAndInstances(Client client) throws Exception {
        // Given
        int rows = 400_000;
        String tenant = "csv-once";
        Path folder = Files.createDirectories(FOLDER.resolve(tenant).resolve("in"));
        StringBuilder text = new StringBuilder("device,at\n");
        for (int row = 0; row < rows; row++) {
            text.append(row % 1_000 == 999 ? "d,never\n" : "d,2026-01-01T00:00:00Z\n");
        }
        Files.writeString(folder.resolve("a.part"), text);
        Files.move(folder.resolve("a.part"), folder.resolve("a.csv"));
        int good = rows - rows / 1_000;

        // When
        put(client, tenant, "{type: csv-folder, folder: in, settle: 0s}");
        awaitAccepted(client, tenant, 1);
        kill(client);
        long afterFirst = source(client, tenant).path("accepted").asLong();
        try (Platform second = SecondIngest.beside(client.platform())) {
            awaitAccepted(client, tenant, afterFirst + 1);
            kill(client);
            Client.await(
                    "the file is moved", PATIENCE, () -> Files.exists(folder.resolve("done/a.csv")), moved -> moved);
            assertThat(second.state(Component.INGEST)).isNotNull();
        }

        // Then
        assertThat(afterFirst).isPositive();
        awaitCounted(client, tenant, good);
        JsonNode source =
                Client.await("the run is over", PATIENCE, () -> source(client, tenant), known -> known.path("state")
                        .asText()
                        .equals("waiting"));
        assertThat(source.path("runs")).hasSize(1);
        JsonNode run = source.path("runs").path(0);
        assertThat(run.path("subject").asText()).isEqualTo("a.csv");
        assertThat(run.path("accepted").asLong()).isEqualTo(good);
        assertThat(run.path("rejected").asLong()).isEqualTo(rows / 1_000);
        List<JsonNode> told = Client.await(
                "its run is told", PATIENCE, () -> runs(client, tenant, "csv_folder"), known -> !known.isEmpty());
        assertThat(told).containsExactly(run);
        assertThat(committed(client, "source-runs", tenant + "/")).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("done/a.csv.rejected.csv")))
                .hasSize(1 + rows / 1_000)
                .anySatisfy(line -> assertThat(line).startsWith("1001,at,"));
        assertThat(folder.resolve("a.csv")).doesNotExist();
    }

    @Test
    void shouldPollAServerThatMisbehaves(Client client) throws Exception {
        // Given
        String tenant = "poll-once";
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            int number = asked.incrementAndGet();
            // Each round repeats all records before, and adds one.
            StringBuilder body = new StringBuilder("{\"data\":[");
            for (int record = 0; record <= Math.min(number, 12); record++) {
                body.append(record == 0 ? "" : ",")
                        .append("{\"device\":\"d" + record + "\",\"at\":\"2026-01-01T00:00:00Z\"}");
            }
            body.append("]}");
            switch (number) {
                case 2 -> exchange.sendResponseHeaders(500, -1);
                case 3 -> body.setLength(body.length() - 1);
                case 4 -> awaitOver(over);
                case 5 -> body.append("x".repeat(1_000));
                default -> {}
            }
            if (number != 2) {
                byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        try {
            // When
            put(
                    client,
                    tenant,
                    "{type: poll, url: \"http://127.0.0.1:"
                            + server.getAddress().getPort() + "/\", every: 1s, timeout: 2s, records: \"$.data[*]\"}");
            Client.await("some rounds", PATIENCE, asked::get, rounds -> rounds >= 8);
            kill(client);
            Client.await("more rounds", PATIENCE, asked::get, rounds -> rounds >= 14);
            Client.Answer paused = client.post("/v1/tenants/" + tenant + "/sources/readings/poll:pause");

            // Then
            assertThat(paused.body().path("state").asText()).as(paused.text()).isEqualTo("paused");
            Client.await(
                    "all are counted",
                    PATIENCE,
                    () -> client.events(tenant, "readings", "total", FROM, TO),
                    counted -> counted >= 13);
            assertThat(client.events(tenant, "readings", "total", FROM, TO)).isEqualTo(13);
            List<JsonNode> runs = Client.await(
                    "all runs are told",
                    PATIENCE,
                    () -> runs(client, tenant, "poll"),
                    told -> told.size() > 10 && told.subList(0, 10).equals(lastRuns(client, tenant)));
            long newest = runs.get(0).path("number").asLong();
            assertThat(newest).isGreaterThanOrEqualTo(12);
            assertThat(runs)
                    .extracting(run -> run.path("number").asLong())
                    .containsExactlyElementsOf(LongStream.iterate(newest, number -> number > 0, number -> number - 1)
                            .boxed()
                            .toList());
            assertThat(runs.stream()
                            .mapToLong(run -> run.path("accepted").asLong())
                            .sum())
                    .isEqualTo(source(client, tenant).path("accepted").asLong());
            assertThat(committed(client, "source-runs", tenant + "/")).isEqualTo(newest);
            assertThat(client.getSourceRuns("nobody", "readings/poll").status()).isEqualTo(404);
            assertThat(runs)
                    .extracting(run -> run.path("error").asText())
                    .anySatisfy(error -> assertThat(error).contains("answered 500"))
                    .anySatisfy(error -> assertThat(error).contains("can't be read"))
                    .anySatisfy(error -> assertThat(error).contains("no whole answer within"));
            assertThat(runs).noneMatch(run -> run.path("endedAt").isNull());

            // When
            Client.Answer resumed = client.post("/v1/tenants/" + tenant + "/sources/readings/poll:resume");
            int before = asked.get();

            // Then
            assertThat(resumed.status()).isEqualTo(200);
            Client.await("it goes on", PATIENCE, asked::get, rounds -> rounds > before);
            assertThat(client.post("/v1/tenants/" + tenant + "/sources/readings/poll:pause")
                            .status())
                    .isEqualTo(200);
        } finally {
            over.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void awaitOver(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldReadATopicOnceOverAKill(Client client) throws Exception {
        // Given
        int records = 200_000;
        String tenant = "topic-once";
        Map<String, Object> properties =
                new KafkaConnection(client.platform().addresses().kafka()).properties();
        TopicCreator.ensure(
                new KafkaConnection(client.platform().addresses().kafka()),
                Duration.ofSeconds(30),
                List.of(new TopicDeclaration("team-readings", 3, Map.of())));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = "{\"device\":\"d\",\"at\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int record = 0; record < records; record++) {
                sent.add(producer.send(new ProducerRecord<>("team-readings", record % 3, null, value)));
            }
            sent.add(producer.send(
                    new ProducerRecord<>("team-readings", 0, null, "not json".getBytes(StandardCharsets.UTF_8))));
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }

        // When
        put(client, tenant, "{type: kafka, topic: team-readings, format: json}");
        awaitAccepted(client, tenant, 1);
        kill(client);

        // Then
        awaitAccepted(client, tenant, records);
        awaitCounted(client, tenant, records);
        JsonNode source = Client.await(
                "nothing waits",
                PATIENCE,
                () -> source(client, tenant),
                known -> known.path("lag").asLong(-1) == 0
                        && known.path("rejected").asLong() == 1);
        assertThat(source.path("accepted").asLong()).isEqualTo(records);
        assertThat(DeadLetters.of(client, tenant)).singleElement().satisfies(letter -> assertThat(letter.origin())
                .isEqualTo("topic team-readings partition 0"));
    }
}
