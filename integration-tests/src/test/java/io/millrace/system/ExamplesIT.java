package io.millrace.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The five examples at once, each by the sources that its definition names, against the rows that the examples say they come to. Only how often is asked and how
 * fast is played differs from the definitions.
 */
@ExtendWith(RunningMillrace.class)
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String DEMO = "five-demo";
    private static final String NORTH = "five-north";
    private static final String SOUTH = "five-south";
    private static final Set<String> PROVINCES_OF_THE_NORTH = Set.of("BJB", "SHS", "ZJH");
    private static final int RECORDS_AN_ANSWER = 10;

    @Test
    void shouldComeToTheRowsThatTheySay(Client client) throws Exception {
        // Given
        Path sources = Path.of(
                Optional.ofNullable(System.getenv("MILLRACE_SOURCES_FOLDER")).orElseThrow());
        HttpServer apis = apis();
        try {
            drop(sources.resolve(NORTH), true);
            drop(sources.resolve(SOUTH), false);
            Path recording = Files.createDirectories(sources.resolve(DEMO)).resolve("energy.csv");
            Files.copy(EXAMPLES.resolve("energy/sample.csv"), recording, StandardCopyOption.REPLACE_EXISTING);
            produce(client);

            // When
            put(client, NORTH, "gpon", Map.of());
            put(client, SOUTH, "gpon", Map.of());
            String api = "127.0.0.1:" + apis.getAddress().getPort();
            Map<String, String> sooner = Map.of("127.0.0.1:8490", api, "every: 10s", "every: 1s");
            put(client, DEMO, "companies", sooner);
            put(client, DEMO, "users", sooner);
            put(client, DEMO, "energy", Map.of("speed: 3600", "speed: max"));
            put(client, DEMO, "events", Map.of());

            // Then
            Client.await(
                    "a terminal of the south is saturated",
                    PATIENCE,
                    () -> firing(client, SOUTH),
                    Set.of("SCC 2222771642619")::equals);
            Client.await("none of the north is", PATIENCE, () -> firing(client, NORTH), Set.of()::equals);
            comesTo(client, NORTH, "gpon", "province_5m", "2019-08-01", row -> isOfTheNorth(row.get(2)));
            comesTo(client, SOUTH, "gpon", "province_5m", "2019-08-01", row -> !isOfTheNorth(row.get(2)));
            comesTo(client, DEMO, "energy", "household_1h", "2025-01-12", row -> true);
            comesTo(client, DEMO, "energy", "household_24h", "2025-01-12", row -> true);
            servesTheVectorThatTheReadmeShows(client);
            comesTo(client, DEMO, "events", "type_5m", "2025-10-01", row -> true);
            comesToEvents(client, "companies", "country_1m", 1);
            comesToEvents(client, "users", "registrations_1h", 2);
            comesToEvents(client, "users", "years_1d", 1);
            has(client, DEMO, "last_event_of_customer?customer=customer-092", "\"e-01368\"");
            has(client, SOUTH, "device_by_onuid?onu=222277164261810101001", "2019-08-01T03:36:50Z");
            has(client, DEMO, "companies_created?country=Spain", "57-8434807", "Bakker-Taylor Ltd", "Northfield");
            String user = "created_users?id=6775dc77-0156-4f61-a6bf-35134533e2ff";
            has(client, DEMO, user, "Mathis", "male", "Spain", "1970-10-13", "2005-08-17T10:30:29.104Z");
            has(client, DEMO, "weather_and_household_energy_consumption?household=house-2", "0.689", "-1.7", "cloudy");
        } finally {
            apis.stop(0);
        }
    }

    private static void put(Client client, String tenant, String pipeline, Map<String, String> settings)
            throws IOException, InterruptedException {
        String definition = Files.readString(EXAMPLES.resolve(pipeline).resolve("pipeline.yaml"));
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            assertThat(definition).contains(setting.getKey());
            definition = definition.replace(setting.getKey(), setting.getValue());
        }
        Client.Answer answer = client.putPipeline(tenant, pipeline, definition);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /** Whether the window is closed depends on when one asks. */
    private static void servesTheVectorThatTheReadmeShows(Client client) throws Exception {
        String shown = Files.readAllLines(EXAMPLES.resolve("energy/README.md")).stream()
                .filter(line -> line.startsWith("{\"windowStart\""))
                .findFirst()
                .orElseThrow();
        Client.Answer answer = client.getRollup(
                DEMO,
                "energy",
                "household_24h",
                Map.of("from", "2025-01-12T23:00:00Z", "to", "2025-01-13T00:00:00Z", "where", "household:house-2"));
        assertThat(answer.body().path("rows")).as(answer.text()).hasSize(1);
        assertThat(answer.text().replace("\"closed\":false", "\"closed\":true")).contains(shown);
    }

    private static boolean isOfTheNorth(String province) {
        return PROVINCES_OF_THE_NORTH.contains(province);
    }

    private static void drop(Path tenant, boolean north) throws IOException {
        Path folder = Files.createDirectories(tenant.resolve("gpon"));
        List<String> lines = Files.readAllLines(EXAMPLES.resolve("gpon/sample.csv"));
        List<String> part = Stream.concat(
                        lines.stream().limit(1),
                        lines.stream().skip(1).filter(line -> north == isOfTheNorth(line.substring(0, 3))))
                .toList();
        Path file = Files.write(folder.resolve("sample.part"), part);
        Files.move(file, folder.resolve("sample.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void produce(Client client) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", client.platform().addresses().kafka());
        try (Admin admin = Admin.create(settings);
                Producer<String, String> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("shop-events", Optional.of(4), Optional.empty())))
                    .all()
                    .get();
            for (String line : Files.readAllLines(EXAMPLES.resolve("events/sample.ndjson"))) {
                var unused = producer.send(new ProducerRecord<>("shop-events", line));
            }
            producer.flush();
        }
    }

    /** In the shape of both APIs: the records of the samples, ten in an answer; in the end the last ten again and again. */
    private static HttpServer apis() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server, "/api/v2/companies", "data", Files.readAllLines(EXAMPLES.resolve("companies/sample.ndjson")));
        serve(server, "/api/", "results", Files.readAllLines(EXAMPLES.resolve("users/sample.ndjson")));
        server.start();
        return server;
    }

    private static void serve(HttpServer server, String path, String name, List<String> records) {
        AtomicInteger answers = new AtomicInteger();
        server.createContext(path, exchange -> {
            int first = Math.min(answers.getAndIncrement() * RECORDS_AN_ANSWER, records.size() - RECORDS_AN_ANSWER);
            List<String> ten = records.subList(first, first + RECORDS_AN_ANSWER);
            answer(exchange, "{\"" + name + "\":[" + String.join(",", ten) + "]}");
        });
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private interface Wanted {
        boolean is(List<String> row);
    }

    /** Rows of CSV without whether the window is closed, which depends on when one asks. */
    private static Set<String> rows(Stream<String> csv, Wanted wanted) {
        Set<String> rows = new TreeSet<>();
        csv.skip(1).forEach(line -> {
            List<String> cells = new ArrayList<>(Arrays.asList(line.strip().split(",", -1)));
            cells.remove(2);
            if (wanted.is(cells)) {
                rows.add(String.join(",", cells));
            }
        });
        return rows;
    }

    private static void comesTo(
            Client client, String tenant, String pipeline, String rollup, String from, Wanted wanted) throws Exception {
        Set<String> expected = rows(expected(pipeline, rollup).stream(), wanted);
        Set<String> served = Client.await(
                pipeline + "." + rollup + " of " + tenant + " is complete",
                PATIENCE,
                () -> rows(
                        client.csv(
                                        tenant,
                                        pipeline,
                                        rollup,
                                        from + "T00:00:00Z",
                                        LocalDate.parse(from).plusDays(7) + "T00:00:00Z")
                                .lines(),
                        row -> true),
                rows -> rows.equals(expected) || isTooLate(rows, expected));
        assertThat(served).isEqualTo(expected);
    }

    /** What has more rows than it should will not come right by waiting. */
    private static boolean isTooLate(Set<String> rows, Set<String> expected) {
        return rows.size() > expected.size();
    }

    private static List<String> expected(String pipeline, String rollup) throws IOException {
        return Files.readAllLines(EXAMPLES.resolve(pipeline).resolve("expected").resolve(rollup + ".csv"));
    }

    /** Events happen when they are accepted, so in which windows they are differs from run to run; how many a group has does not. */
    private static void comesToEvents(Client client, String pipeline, String rollup, int dimensions) throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        for (String line : expected(pipeline, rollup).stream().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            String group = String.join(" ", Arrays.asList(cells).subList(3, 3 + dimensions));
            expected.merge(group, Long.parseLong(cells[3 + dimensions]), Long::sum);
        }
        Client.await(
                pipeline + "." + rollup + " has all events",
                PATIENCE,
                () -> eventsByGroup(client, pipeline, rollup),
                expected::equals);
    }

    private static Map<String, Long> eventsByGroup(Client client, String pipeline, String rollup) throws Exception {
        Map<String, Long> events = new TreeMap<>();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (JsonNode row : client.allRows(
                DEMO, pipeline, rollup, today.minusDays(1) + "T00:00:00Z", today.plusDays(2) + "T00:00:00Z", 5_000)) {
            List<String> group = new ArrayList<>();
            row.path("dimensions").forEach(value -> group.add(value.asText()));
            events.merge(String.join(" ", group), row.path("events").asLong(), Long::sum);
        }
        return events;
    }

    private static Set<String> firing(Client client, String tenant) throws Exception {
        Set<String> firing = new TreeSet<>();
        client.getAlerts(tenant, "state=firing").body().path("alerts").forEach(alert -> {
            List<String> group = new ArrayList<>();
            alert.path("dimensions").forEach(value -> group.add(value.asText()));
            firing.add(String.join(" ", group));
        });
        return firing;
    }

    /** Waits, since rows of tables and of rollups are written side by side. */
    private static void has(Client client, String tenant, String tableAndKey, String... texts) throws Exception {
        Client.await(
                tableAndKey + " is there",
                PATIENCE,
                () -> client.getTable(tenant, tableAndKey).text(),
                table -> Stream.of(texts).allMatch(table::contains));
    }
}
