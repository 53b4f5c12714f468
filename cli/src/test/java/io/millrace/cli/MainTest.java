package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new AnsweringServer("Idempotency-Key");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void shouldPutADefinition() {
        // Given
        server.willAnswer(201, "{\"version\": 1}");

        // When
        int code = run("apply", "acme", PIPELINE);

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests()).singleElement().asString().startsWith("PUT /v1/tenants/acme/pipelines/gpon ");
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
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldExplainAProblemAndEndWithRefused() {
        // Given
        server.willAnswer(
                422,
                "{\"title\": \"Can't be answered\", \"status\": 422, \"detail\": \"d\", \"retryable\": false,"
                        + " \"errors\": [{\"path\": \"from\", \"message\": \"not a window start\", \"hint\": \"try 03:35\"}]}");

        // When
        int code = run("query", "acme", "gpon", "province_5m", "--from", "x", "--to", "y");

        // Then
        assertThat(code).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString()).contains("from: not a window start").contains("try 03:35");
    }

    @Test
    void shouldFollowPagesWithTheSameParameters() {
        // Given
        server.willAnswer(200, page("03:35", "\"abc\""));
        server.willAnswer(200, page("03:40", "null"));

        // When
        int code = run(
                "query", "acme", "gpon", "province_5m", "--from", "a", "--to", "b", "--where", "province:HKD", "--csv");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests())
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/rollups/gpon/province_5m?from=a&to=b&where=province:HKD&limit=100",
                        "/v1/tenants/acme/rollups/gpon/province_5m?from=a&to=b&where=province:HKD&limit=100&cursor=abc");
        assertThat(out.toString().lines()).hasSize(3);
    }

    @Test
    void shouldAskForMergedRowsInOrder() {
        // Given
        server.willAnswer(200, page("03:35", "null"));

        // When
        int code = run(
                "query",
                "acme",
                "gpon",
                "province_5m",
                "--from",
                "a",
                "--to",
                "b",
                "--granularity",
                "1d",
                "--zone",
                "Europe/Madrid",
                "--group-by",
                "",
                "--order-by=-avg_in",
                "--csv");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .containsPattern(
                        "from=a&to=b&granularity=1d&zone=Europe(/|%2F)Madrid&groupBy=&orderBy=-avg_in&limit=100");
    }

    @Test
    void shouldReadATypedTableByItsKeyPageByPage() {
        // Given
        server.willAnswer(
                200,
                "{\"rows\": [{\"onu\": \"a, b\", \"speed_in\": 9223372036854775807, \"note\": null}], \"next\": \"abc\"}");
        server.willAnswer(200, "{\"rows\": [{\"onu\": \"c\", \"speed_in\": 2, \"note\": \"x\"}], \"next\": null}");

        // When
        int code = run("table", "acme", "device_by_onuid", "onu=a=b&c", "slot=2", "--csv");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests())
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
        server.willAnswer(
                200,
                "{\"dryRun\": true, \"selected\": 1, \"replayed\": 1, \"stillRejected\": 0, \"complete\": true, \"examples\":"
                        + " [{\"deadLetter\": \"x\", \"code\": \"not-a-number\", \"before\": {\"speed\": \"5k\"},"
                        + " \"after\": {\"speed\": 5000}, \"rejected\": null}]}");
        server.willAnswer(
                201,
                "{\"id\": \"r\", \"selected\": 2, \"replayed\": 1, \"stillRejected\": 1, \"complete\": true, \"reasons\":"
                        + " [{\"code\": \"not-a-number\", \"field\": \"speed\", \"deadLetters\": 1}]}");

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
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request).startsWith("POST /v1/tenants/acme/dead-letter-replays "));
        assertThat(server.bodies())
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
        server.willAnswer(
                200,
                "{\"deadLetters\": [{\"at\": \"t\", \"code\": \"not-a-number\", \"message\": \"a\\nb\"}], \"next\": null}");
        server.willAnswer(200, "{\"counts\": [{\"code\": \"out-of-range\", \"deadLetters\": 7}]}");
        server.willAnswer(200, "{\"code\": \"c\", \"line\": null, \"original\": \"{}\"}");

        // When
        int list = run("dead-letters", "acme", "gpon", "--code", "not-a-number");
        int counts = run("dead-letters", "acme", "--counts");
        int whole = run("dead-letters", "acme", "--id", "x");

        // Then
        assertThat(List.of(list, counts, whole)).as(err.toString()).containsOnly(0);
        assertThat(server.requests())
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/dead-letters?pipeline=gpon&code=not-a-number&limit=100",
                        "/v1/tenants/acme/dead-letters/counts",
                        "/v1/tenants/acme/dead-letters/x");
        assertThat(out.toString()).contains("a b").contains("out-of-range").endsWith("  code: c\n\n{}\n");
    }

    @Test
    void shouldListRunsAndShowOneWhole() {
        // Given
        server.willAnswer(
                200,
                "{\"recomputes\": [{\"id\": \"x\", \"kind\": \"reconcile\", \"state\": \"dead\", \"percent\": 42}],"
                        + " \"next\": null}");
        server.willAnswer(
                200,
                "{\"id\": \"x\", \"rollups\": [\"hourly\"], \"ended\": null, \"differences\": [{\"result\": \"missing\"}]}");

        // When
        int list = run("runs", "acme", "gpon", "--kind", "reconcile", "--state", "dead");
        int whole = run("runs", "acme", "--id", "x");

        // Then
        assertThat(List.of(list, whole)).as(err.toString()).containsOnly(0);
        assertThat(server.requests())
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/recomputes?pipeline=gpon&kind=reconcile&state=dead&limit=100",
                        "/v1/tenants/acme/recomputes/x");
        assertThat(out.toString())
                .contains("reconcile")
                .contains("dead")
                .contains("42")
                .endsWith("  id: x\n  rollups: [\"hourly\"]\n  {\"result\":\"missing\"}\n");
    }

    @Test
    void shouldSayWhereSourcesStand() {
        // Given
        String sources =
                "{\"sources\": [{\"pipeline\": \"companies\", \"source\": \"poll\", \"type\": \"poll\", \"state\": \"failing\","
                        + " \"accepted\": 7, \"rejected\": 1, \"nextRun\": null, \"error\": \"answered\\n500\", \"runs\": []},"
                        + " {\"pipeline\": \"gpon\", \"source\": \"csv_folder\", \"runs\": [{\"startedAt\": \"then\"}]}]}";
        server.willAnswer(200, sources);
        server.willAnswer(200, sources);
        server.willAnswer(200, sources);

        // When
        int all = run("sources", "acme");
        String table = out.toString();
        int some = run("sources", "acme", "gpon", "--json");
        int none = run("sources", "acme", "gpin");

        // Then
        assertThat(List.of(all, some, none)).as(err.toString()).containsOnly(0);
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request).startsWith("GET /v1/tenants/acme/sources "));
        assertThat(table).contains("companies", "failing", "answered 500", "csv_folder", "then");
        assertThat(out.toString().substring(table.length())).isEqualTo("""
                        {"pipeline":"gpon","source":"csv_folder","runs":[{"startedAt":"then"}]}
                          (no sources)
                        """);
    }

    @Test
    void shouldListTheRunsOfASource() {
        // Given
        String run = "{\"number\": %d, \"subject\": \"a.csv\", \"startedAt\": \"then\", \"endedAt\": \"later\","
                + " \"accepted\": 7, \"rejected\": 1, \"error\": null}";
        server.willAnswer(200, "{\"runs\": [" + run.formatted(12) + "], \"next\": \"abc\"}");
        server.willAnswer(200, "{\"runs\": [" + run.formatted(11) + "], \"next\": \"def\"}");

        // When
        int code = run("sources", "acme", "gpon", "csv_folder", "--from", "2026-03-10T00:00:00Z", "--limit", "2");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests())
                .extracting(request -> request.split(" ")[1])
                .containsExactly(
                        "/v1/tenants/acme/source-runs/gpon/csv_folder?from=2026-03-10T00:00:00Z&limit=2",
                        "/v1/tenants/acme/source-runs/gpon/csv_folder?from=2026-03-10T00:00:00Z&limit=2&cursor=abc");
        assertThat(out.toString()).contains("12", "11", "a.csv", "later").endsWith("more with a greater --limit\n");
    }

    @Test
    void shouldAskForTheSourceWhoseRunsAreChosen() {
        // When
        int code = run("sources", "acme", "--from", "2026-03-10T00:00:00Z");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("Give the PIPELINE and the SOURCE");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldListTypedTables() {
        // Given
        server.willAnswer(
                200,
                "{\"tables\": [{\"pipeline\": \"gpon\", \"table\": \"device_by_onuid\", \"key\": [{\"name\": \"onu\"}],"
                        + " \"columns\": [{\"name\": \"speed_in\"}, {\"name\": \"speed_out\"}]}]}");

        // When
        int code = run("table", "acme");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests().get(0)).contains("/v1/tenants/acme/tables ");
        assertThat(out.toString()).contains("device_by_onuid   gpon       onu   speed_in speed_out");
    }

    @Test
    void shouldSayHowToStartWhatDoesNotAnswer() {
        // Given
        server.close();

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
        if (arguments[0].equals("apply") || (arguments.length > 1 && arguments[1].equals("replay"))) {
            all.add("--ingest-url=" + server.url());
        } else if (List.of("query", "table", "dead-letters", "runs").contains(arguments[0])) {
            all.add("--query-url=" + server.url());
        } else if (arguments[0].equals("sources")) {
            all.addAll(List.of("--ingest-url=" + server.url(), "--query-url=" + server.url()));
        }
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }
}
