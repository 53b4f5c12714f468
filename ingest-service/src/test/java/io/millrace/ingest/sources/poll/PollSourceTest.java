package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.RecordsPath;
import io.millrace.model.definition.SourceDefinition.HeaderValue;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import io.millrace.shell.life.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Polls of a real server that does what servers do. */
class PollSourceTest {
    private static final int MOST_BYTES = 100_000;

    @TempDir
    Path secrets = Path.of("");

    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private Duration timeout = Duration.ofSeconds(30);
    private Set<String> hosts = Set.of("*");
    private HttpServer server;

    private interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match"))
                            .orElse("-") + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse("-"));
            replies.remove().to(exchange);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static Reply reply(int status, String body, String... headers) {
        return exchange -> {
            for (int index = 0; index < headers.length; index += 2) {
                exchange.getResponseHeaders().add(headers[index], headers[index + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private Poll poll(Optional<Paging> paging, Repeats repeats) {
        return new Poll(
                "one",
                URI.create(base() + "/readings?site=1"),
                Duration.ofSeconds(10),
                RecordsPath.parse("$.data[*]"),
                Map.of("Authorization", new HeaderValue.Secret("crm")),
                paging,
                timeout,
                repeats);
    }

    private Poll poll() {
        return poll(Optional.empty(), Repeats.IGNORE);
    }

    private PollSource open(Poll definition, Steps steps) throws IOException {
        Files.createDirectories(secrets.resolve("acme"));
        Files.writeString(secrets.resolve("acme/crm"), "Bearer s3cret\n");
        return new PollSource(
                Steps.KEY,
                definition,
                steps.intake(),
                new PollSource.Access(new HttpAnswers(MOST_BYTES), new AllowedHosts(hosts), new Secrets(secrets)),
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1)));
    }

    private static String data(String... records) {
        return "{\"data\":[" + String.join(",", records) + "]}";
    }

    private static String record(String device, Object speed) {
        return "{\"device\":\"" + device + "\",\"speed\":" + speed + "}";
    }

    @Test
    void shouldTakeWhatStandsAtThePathAndSendTheSecret() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        replies.add(reply(200, data(record("a", 1), record("b", "\"fast\""), "7")));

        // When
        SourceStep step = steps.take(open(poll(), steps));

        // Then
        assertThat(requests).containsExactly("/readings?site=1 - Bearer s3cret");
        assertThat(steps.events()).containsExactly("a 1");
        assertThat(steps.deadLetters()).hasSize(2).allSatisfy(letter -> assertThat(letter.origin())
                .isEqualTo("poll " + base() + "/readings?site=1 run 1 page 1"));
        assertThat(steps.lastRun().accepted()).isEqualTo(1);
        assertThat(steps.lastRun().rejected()).isEqualTo(2);
        assertThat(steps.lastRun().endedAt()).isPresent();
        assertThat(steps.progress().toString()).doesNotContain("s3cret");
        assertThat(step.again())
                .isBetween(steps.now().plusSeconds(10), steps.now().plusSeconds(11));
        assertThat(steps.progress().nextAt()).contains(step.again());
    }

    @Test
    void shouldAskForWhatIsNewAndCountNothingTwice() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        replies.add(reply(200, data(record("a", 1)), "ETag", "\"v1\""));
        replies.add(reply(304, ""));
        replies.add(reply(200, data(record("a", 1), record("b", 2)), "ETag", "\"v2\""));
        replies.add(reply(204, ""));

        // When
        for (int run = 0; run < 4; run++) {
            steps.take(source);
            steps.pass(Duration.ofSeconds(11));
        }

        // Then
        assertThat(requests)
                .extracting(request -> request.split(" ")[1])
                .containsExactly("-", "\"v1\"", "\"v1\"", "\"v2\"");
        assertThat(steps.events()).containsExactly("a 1", "a 1", "b 2");
        assertThat(new HashSet<>(steps.ids())).hasSize(2);
        assertThat(steps.progress().runs()).hasSize(4).allSatisfy(run -> assertThat(run.error())
                .isEmpty());
    }

    @Test
    void shouldCountRepeatsIfThatIsAsked() throws Exception {
        // Given
        Poll definition = poll(Optional.empty(), Repeats.COUNT);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        String answer = data(record("a", 1), record("a", 1));
        replies.addAll(List.of(reply(200, answer), reply(200, answer)));

        // When
        steps.lose(source);
        steps.take(source);

        // Then
        assertThat(new HashSet<>(steps.ids())).hasSize(2);

        // When
        replies.add(reply(200, answer));
        steps.take(source);

        // Then
        assertThat(new HashSet<>(steps.ids())).hasSize(4);
    }

    @Test
    void shouldNotDrift() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        Instant anchor = steps.now();

        // When
        for (int run = 0; run < 5; run++) {
            replies.add(reply(200, data()));
            SourceStep step = steps.take(source);
            Instant grid = anchor.plusSeconds(10L * (run + 1));

            // Then
            assertThat(step.again()).isBetween(grid, grid.plusSeconds(1));
            steps.pass(Duration.between(steps.now(), step.again()));
        }

        // When: three runs were missed.
        steps.pass(Duration.ofSeconds(30));
        replies.add(reply(200, data()));

        // Then
        assertThat(steps.take(source).again()).isBetween(anchor.plusSeconds(90), anchor.plusSeconds(91));
    }

    static Reply misbehaving(String how, CountDownLatch over) {
        return switch (how) {
            case "slow" -> exchange -> await(over);
            case "trickle" ->
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    await(over);
                };
            case "huge" -> reply(200, data("\"" + "x".repeat(MOST_BYTES) + "\""));
            case "malformed" -> reply(200, "{\"data\":[" + record("a", 1));
            case "cut" ->
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write('{');
                    exchange.close();
                };
            case "followed" -> reply(200, data(record("a", 1)) + "{}");
            case "text" -> reply(200, "sorry");
            case "elsewhere" -> reply(200, "{\"error\":\"no\"}");
            case "scalar" -> reply(200, "{\"data\":7}");
            case "redirect" -> reply(302, "", "Location", "http://127.0.0.1:1/");
            case "gone" -> reply(404, "");
            case "busy" -> reply(429, "", "Retry-After", "120");
            default -> reply(Integer.parseInt(how), "");
        };
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, answered 500, 0",
        "slow, no whole answer within 2000 ms, 0",
        "trickle, no whole answer within 2000 ms, 0",
        "huge, longer than 100000 bytes, 0",
        "malformed, can't be read, 0",
        "cut, '', 0",
        "followed, something follows, 0",
        "text, can't be read, 0",
        "elsewhere, nothing stands at $.data[*], 0",
        "scalar, not an object or an array, 0",
        "redirect, a redirect, 0",
        "gone, answered 404, 0",
        "busy, answered 429, 120",
    })
    void shouldRecordAFailureAndTryAgain(String how, String message, int leastSeconds) throws Exception {
        // Given
        timeout = Duration.ofSeconds(how.equals("slow") || how.equals("trickle") ? 2 : 30);
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        replies.add(misbehaving(how, over));
        replies.add(reply(200, data(record("a", 1))));

        // When
        SourceStep failed = steps.take(source);
        int failures = steps.progress().failures();
        Optional<String> error = steps.progress().error();
        steps.take(source);

        // Then
        assertThat(failures).isEqualTo(1);
        assertThat(error).hasValueSatisfying(text -> assertThat(text).contains(message));
        assertThat(failed.again())
                .isBetween(steps.now().plusSeconds(leastSeconds), steps.now().plusSeconds(Math.max(1, leastSeconds)));
        assertThat(steps.progress().runs()).hasSize(2);
        assertThat(steps.progress().runs().get(1).error()).isEqualTo(error);
        assertThat(steps.progress().runs().get(1).endedAt()).isPresent();
        assertThat(steps.events()).containsExactly("a 1");
        assertThat(steps.progress().failures()).isZero();
        assertThat(steps.progress().error()).isEmpty();
    }

    @Test
    void shouldFollowPagesAndGoOnFromTheOneThatFailed() throws Exception {
        // Given
        Poll definition =
                poll(Optional.of(new Paging.ByPath(JsonPath.parse("$.cursor"), Optional.of("cursor"))), Repeats.COUNT);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        replies.add(reply(200, "{\"data\":[" + record("a", 1) + "],\"cursor\":\"x y\"}", "ETag", "\"v1\""));
        replies.add(reply(503, ""));
        replies.add(reply(200, "{\"data\":[" + record("b", 2) + "],\"cursor\":3}", "ETag", "\"other\""));
        replies.add(reply(200, "{\"data\":[" + record("c", 3) + "],\"cursor\":null}"));
        replies.add(reply(304, ""));

        // When
        steps.takeAll(source);
        steps.takeAll(source);
        steps.takeAll(source);

        // Then
        assertThat(requests)
                .containsExactly(
                        "/readings?site=1 - Bearer s3cret",
                        "/readings?site=1&cursor=x+y - Bearer s3cret",
                        "/readings?site=1&cursor=x+y - Bearer s3cret",
                        "/readings?site=1&cursor=3 - Bearer s3cret",
                        "/readings?site=1 \"v1\" Bearer s3cret");
        assertThat(steps.events()).containsExactly("a 1", "b 2", "c 3");
        assertThat(steps.progress().runs()).extracting(run -> run.accepted()).containsExactly(0L, 2L, 1L);
        assertThat(steps.progress().runs())
                .extracting(run -> run.error().isPresent())
                .containsExactly(false, false, true);
    }

    @Test
    void shouldBeginAgainWhenAPageIsNoMore() throws Exception {
        // Given
        Poll definition =
                poll(Optional.of(new Paging.ByPath(JsonPath.parse("$.next"), Optional.empty())), Repeats.IGNORE);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        replies.add(reply(200, "{\"data\":[],\"next\":\"/more?p=2\"}"));
        replies.add(reply(410, ""));
        replies.add(reply(200, data(record("a", 1))));

        // When
        steps.takeAll(source);
        steps.takeAll(source);

        // Then
        assertThat(requests)
                .extracting(request -> request.split(" ")[0])
                .containsExactly("/readings?site=1", "/more?p=2", "/readings?site=1");
    }

    @Test
    void shouldFollowLinksAndNumbers() throws Exception {
        // Given
        Poll links = poll(Optional.of(new Paging.ByLink()), Repeats.IGNORE);
        Steps steps = new Steps(links);
        replies.add(reply(200, data(record("a", 1)), "Link", "</first>; rel=\"first\", </more?p=2>; rel=\"next\""));
        replies.add(reply(200, data(record("b", 2)), "Link", "</first>; rel=first"));
        Poll numbers = poll(Optional.of(new Paging.ByNumber("page", 0)), Repeats.IGNORE);
        Steps other = new Steps(numbers);

        // When
        steps.takeAll(open(links, steps));
        replies.add(reply(200, data(record("a", 1))));
        replies.add(reply(200, data(record("b", "\"no\""))));
        replies.add(reply(200, "{\"data\":null}"));
        other.takeAll(open(numbers, other));

        // Then
        assertThat(steps.events()).containsExactly("a 1", "b 2");
        assertThat(other.events()).containsExactly("a 1");
        assertThat(requests)
                .extracting(request -> request.split(" ")[0])
                .containsExactly(
                        "/readings?site=1",
                        "/more?p=2",
                        "/readings?site=1&page=0",
                        "/readings?site=1&page=1",
                        "/readings?site=1&page=2");
    }

    @Test
    void shouldNotTakeTheSecretToAnotherServer() throws Exception {
        // Given
        Poll definition = poll(Optional.of(new Paging.ByLink()), Repeats.IGNORE);
        Steps steps = new Steps(definition);
        replies.add(reply(200, data(record("a", 1)), "Link", "<http://localhost:1/x>; rel=next"));

        // When
        steps.takeAll(open(definition, steps));

        // Then
        assertThat(requests).hasSize(1);
        assertThat(steps.progress().error())
                .hasValueSatisfying(text -> assertThat(text).contains("not on the server of 127.0.0.1"));
    }

    @Test
    void shouldAskNobodyWhoMayNotBeAsked() throws Exception {
        // Given
        Steps steps = new Steps(poll());

        // When
        hosts = Set.of();
        steps.take(open(poll(), steps));
        Optional<String> notPublic = steps.progress().error();
        hosts = Set.of("example.org", "127.0.0.1:1", "*.example.org");
        steps.take(open(poll(), steps));
        Optional<String> notListed = steps.progress().error();

        // Then
        assertThat(notPublic).hasValueSatisfying(text -> assertThat(text).contains("not public"));
        assertThat(notListed).hasValueSatisfying(text -> assertThat(text).contains("not among"));
        assertThat(requests).isEmpty();
    }

    @Test
    void shouldSayWhichSecretIsMissingAndNotSendWithoutIt() throws Exception {
        // Given
        Steps steps = new Steps(poll());
        PollSource source = open(poll(), steps);
        Files.delete(secrets.resolve("acme/crm"));

        // When
        steps.take(source);

        // Then
        assertThat(steps.progress().error())
                .hasValueSatisfying(text -> assertThat(text).contains("the secret crm"));
        assertThat(requests).isEmpty();
    }
}
