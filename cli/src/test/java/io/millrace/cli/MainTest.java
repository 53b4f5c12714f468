package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a server that answers what the test says. */
class MainTest {
    private static final String PIPELINE =
            Path.of("..", "examples", "gpon", "pipeline.yaml").toString();

    private final List<String> requests = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    private record Reply(int status, String type, String body) {}

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.UTF_8));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            Reply reply = replies.remove();
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void shouldPutADefinition() {
        // Given
        replies.add(new Reply(201, "application/json", "{\"version\": 1}"));

        // When
        int code = run("apply", "acme", PIPELINE);

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(requests).singleElement().asString().startsWith("PUT /v1/tenants/acme/pipelines/gpon ");
        assertThat(out.toString()).contains("acme/gpon created, version 1");
    }

    @Test
    void shouldRefuseAWrongDefinitionWithEveryProblemBeforeAsking(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"),
                Files.readString(Path.of(PIPELINE))
                        .replace("time: recorded_at", "time: recorded")
                        .replace("lateness: 1d", "lateness: soon"));

        // When
        int code = run("apply", "acme", file.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString()).contains("event.time").contains("lateness");
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldPutALookup(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("provinces.csv"), "code,region\nHKD,south\n");
        replies.add(new Reply(201, "application/json", "{\"version\": 1, \"rows\": 1, \"validFrom\": null}"));

        // When
        int code =
                run("lookup", "acme", "provinces", file.toString(), "--key-column", "code", "--types", "area:double");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("PUT /v1/tenants/acme/lookups/provinces?key=code&types=area:double ");
        assertThat(out.toString()).contains("acme/provinces created, version 1, 1 rows, valid from the beginning");
    }

    @Test
    void shouldSayThatAFileOfALookupIsMissing() {
        // When
        int code = run("lookup", "acme", "provinces", "nowhere.csv");

        // Then
        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("nowhere.csv");
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldExplainAProblemAndEndWithRefused() {
        // Given
        replies.add(
                new Reply(
                        422,
                        "application/problem+json",
                        "{\"title\": \"Can't be answered\", \"status\": 422, \"detail\": \"d\", \"retryable\": false,"
                                + " \"errors\": [{\"path\": \"from\", \"message\": \"not a window start\", \"hint\": \"try 03:35\"}]}"));

        // When
        int code = run("query", "acme", "gpon", "province_5m", "--from", "x", "--to", "y");

        // Then
        assertThat(code).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString()).contains("from: not a window start").contains("try 03:35");
    }

    @Test
    void shouldFollowPagesWithTheSameParameters() {
        // Given
        replies.add(new Reply(200, "application/json", page("03:35", "\"abc\"")));
        replies.add(new Reply(200, "application/json", page("03:40", "null")));

        // When
        int code = run(
                "query", "acme", "gpon", "province_5m", "--from", "a", "--to", "b", "--where", "province:HKD", "--csv");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(requests)
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/rollups/gpon/province_5m?from=a&to=b&where=province:HKD&limit=100",
                        "/v1/tenants/acme/rollups/gpon/province_5m?from=a&to=b&where=province:HKD&limit=100&cursor=abc");
        assertThat(out.toString().lines()).hasSize(3);
    }

    @Test
    void shouldReadATypedTableByItsKeyPageByPage() {
        // Given
        replies.add(
                new Reply(
                        200,
                        "application/json",
                        "{\"rows\": [{\"onu\": \"a, b\", \"speed_in\": 9223372036854775807, \"note\": null}], \"next\": \"abc\"}"));
        replies.add(new Reply(
                200,
                "application/json",
                "{\"rows\": [{\"onu\": \"c\", \"speed_in\": 2, \"note\": \"x\"}], \"next\": null}"));

        // When
        int code = run("table", "acme", "device_by_onuid", "onu=a=b&c", "slot=2", "--csv");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(requests)
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/tables/device_by_onuid?onu=a%3Db%26c&slot=2&limit=100",
                        "/v1/tenants/acme/tables/device_by_onuid?onu=a%3Db%26c&slot=2&limit=100&cursor=abc");
        assertThat(out.toString()).isEqualTo("onu,speed_in,note\r\n\"a, b\",9223372036854775807,\r\nc,2,x\r\n");
    }

    @Test
    void shouldNameTheExamplesIfThereIsNoneOfAName() {
        // When
        int code = run("demo", "gpom");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("There is no example 'gpom', but gpon, companies");
    }

    @Test
    void shouldReplayDeadLettersAndSayWhatIsLeft() {
        // Given
        replies.add(new Reply(
                200,
                "application/json",
                "{\"dryRun\": true, \"selected\": 1, \"replayed\": 1, \"stillRejected\": 0, \"complete\": true, \"examples\":"
                        + " [{\"deadLetter\": \"x\", \"code\": \"not-a-number\", \"before\": {\"speed\": \"5k\"},"
                        + " \"after\": {\"speed\": 5000}, \"rejected\": null}]}"));
        replies.add(new Reply(
                201,
                "application/json",
                "{\"id\": \"r\", \"selected\": 2, \"replayed\": 1, \"stillRejected\": 1, \"complete\": true, \"reasons\":"
                        + " [{\"code\": \"not-a-number\", \"field\": \"speed\", \"deadLetters\": 1}]}"));

        // When
        int dry = run(
                "dead-letters",
                "replay",
                "acme",
                "gpon",
                "--code",
                "not-a-number",
                "--set",
                "speed=record.SPEED == 'a' ? '1' : '2'",
                "--dry-run");
        int done = run("dead-letters", "replay", "acme", "gpon", "--id", "x", "--id", "y");

        // Then
        assertThat(dry).as(err.toString()).isZero();
        assertThat(done).isEqualTo(4);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request).startsWith("POST /v1/tenants/acme/dead-letter-replays "));
        assertThat(bodies)
                .containsExactly(
                        "{\"pipeline\":\"gpon\",\"code\":\"not-a-number\","
                                + "\"set\":{\"speed\":\"record.SPEED == 'a' ? '1' : '2'\"},\"dryRun\":true}",
                        "{\"pipeline\":\"gpon\",\"ids\":[\"x\",\"y\"]}");
        assertThat(out.toString())
                .contains("before  {\"speed\":\"5k\"}")
                .contains("after   {\"speed\":5000}")
                .contains("1 would be replayed")
                .contains("1 are still rejected")
                .endsWith("Receipt r\n");
    }

    @Test
    void shouldListDeadLettersCountThemAndShowOneWhole() {
        // Given
        replies.add(
                new Reply(
                        200,
                        "application/json",
                        "{\"deadLetters\": [{\"at\": \"t\", \"code\": \"not-a-number\", \"message\": \"a\\nb\"}], \"next\": null}"));
        replies.add(
                new Reply(200, "application/json", "{\"counts\": [{\"code\": \"out-of-range\", \"deadLetters\": 7}]}"));
        replies.add(new Reply(200, "application/json", "{\"code\": \"c\", \"line\": null, \"original\": \"{}\"}"));

        // When
        int list = run("dead-letters", "acme", "gpon", "--code", "not-a-number");
        int counts = run("dead-letters", "acme", "--counts");
        int whole = run("dead-letters", "acme", "--id", "x");

        // Then
        assertThat(List.of(list, counts, whole)).as(err.toString()).containsOnly(0);
        assertThat(requests)
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/dead-letters?pipeline=gpon&code=not-a-number&limit=20",
                        "/v1/tenants/acme/dead-letters/counts",
                        "/v1/tenants/acme/dead-letters/x");
        assertThat(out.toString()).contains("a b").contains("out-of-range").endsWith("  code: c\n\n{}\n");
    }

    @Test
    void shouldListTypedTables() {
        // Given
        replies.add(new Reply(
                200,
                "application/json",
                "{\"tables\": [{\"pipeline\": \"gpon\", \"table\": \"device_by_onuid\", \"key\": [{\"name\": \"onu\"}],"
                        + " \"columns\": [{\"name\": \"speed_in\"}, {\"name\": \"speed_out\"}]}]}"));

        // When
        int code = run("table", "acme");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(requests.get(0)).contains("/v1/tenants/acme/tables ");
        assertThat(out.toString()).contains("device_by_onuid   gpon       onu   speed_in speed_out");
    }

    @Test
    void shouldSendAFileAgainUnderTheSameKeyWhileTheServiceIsBusy(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("events.ndjson"), "{}\n");
        replies.add(new Reply(
                503, "application/problem+json", "{\"title\": \"busy\", \"retryable\": true, \"nextIndex\": 0}"));
        replies.add(new Reply(
                207,
                "application/json",
                "{\"accepted\": 1, \"rejectedCount\": 1, \"rejected\": [{\"line\": 2, \"code\": \"not-a-number\"}]}"));

        // When
        int code = run("ingest", "acme", "gpon", file.toString());

        // Then
        assertThat(code).as(err.toString()).isEqualTo(ExitCode.REJECTED_RECORDS.code());
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).isEqualTo(requests.get(1)).doesNotContain("null");
        assertThat(out.toString()).contains("line 2: not-a-number");
    }

    @Test
    void shouldSayHowToStartWhatDoesNotAnswer() {
        // Given
        server.stop(0);

        // When
        int code = run("query", "acme", "gpon", "province_5m", "--from", "a", "--to", "b");

        // Then
        assertThat(code).isEqualTo(ExitCode.UNAVAILABLE.code());
        assertThat(err.toString()).contains("millrace up");
    }

    @Test
    void shouldEndWithUsageForAWrongCommandLine() {
        // When
        int unknown = run("quary");
        int missing = run("apply", "acme", "there-is-no-such-file.yaml");

        // Then
        assertThat(unknown).isEqualTo(ExitCode.USAGE.code());
        assertThat(missing).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("query").contains("there-is-no-such-file.yaml");
    }

    @Test
    void shouldPlayFilesInTheOrderOfTheirTimes(@TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("b.ndjson"), "{\"device\":\"a\",\"at\":\"2026-01-01T00:00:00Z\"}\n");
        Files.writeString(
                folder.resolve("a.csv"), "device,at\nc,2026-01-01T00:00:02Z\nb,2026-01-01T00:00:01Z\nd,never\n");
        replies.add(new Reply(200, "application/yaml", """
                apiVersion: millrace/v1
                pipeline: gpon
                event: {fields: [{name: device, type: string}, {name: at, type: timestamp}], time: at}
                """));
        replies.add(new Reply(202, "application/json", "{\"accepted\": 3, \"rejectedCount\": 0, \"rejected\": []}"));

        // When
        int code = run("replay", "acme", "gpon", folder.toString(), "--speed", "max");

        // Then
        assertThat(code).as(err.toString()).isEqualTo(ExitCode.REJECTED_RECORDS.code());
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1))
                .startsWith("POST /v1/tenants/acme/pipelines/gpon/events ")
                .endsWith("/1/0");
        assertThat(bodies.get(1)).isEqualTo("""
                {"device":"a","at":"2026-01-01T00:00:00Z"}
                {"device":"b","at":"2026-01-01T00:00:01Z"}
                {"device":"c","at":"2026-01-01T00:00:02Z"}
                """);
        assertThat(out.toString()).contains("1 records are no events");
    }

    @Test
    void shouldNotPlayAtNoSpeed() {
        assertThat(run("replay", "acme", "gpon", "a.csv", "--speed", "0")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("no such speed");
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldListEveryCommandWithItsExitCodes() {
        // When
        int code = run("--help");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("demo", "up", "apply", "ingest", "query", "Exit codes")
                .doesNotContain("generate");
    }

    private static String page(String time, String next) {
        return "{\"rows\": [{\"windowStart\": \"" + time + "\", \"dimensions\": {\"province\": \"HKD\"}, \"events\": 1,"
                + " \"measures\": {\"readings\": 1}}], \"next\": " + next + "}";
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (List.of("apply", "ingest", "lookup", "replay").contains(arguments[0])
                || (arguments.length > 1 && arguments[1].equals("replay"))) {
            all.add("--ingest-url=http://127.0.0.1:" + server.getAddress().getPort());
        } else if (List.of("query", "table", "dead-letters").contains(arguments[0])) {
            all.add("--query-url=http://127.0.0.1:" + server.getAddress().getPort());
        }
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }
}
