package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of polls whose server misbehaves. */
class PollFailuresTest extends PollFixture {
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
        server.will(misbehaving(how));
        server.will(200, data(record("a", 1)));

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

    private PolledServer.Reply misbehaving(String how) {
        return switch (how) {
            case "slow" -> exchange -> server.keepWaiting();
            case "trickle" ->
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    server.keepWaiting();
                };
            case "huge" -> PolledServer.reply(200, data("\"" + "x".repeat(MOST_BYTES) + "\""));
            case "malformed" -> PolledServer.reply(200, "{\"data\":[" + record("a", 1));
            case "cut" ->
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write('{');
                    exchange.close();
                };
            case "followed" -> PolledServer.reply(200, data(record("a", 1)) + "{}");
            case "text" -> PolledServer.reply(200, "sorry");
            case "elsewhere" -> PolledServer.reply(200, "{\"error\":\"no\"}");
            case "scalar" -> PolledServer.reply(200, "{\"data\":7}");
            case "redirect" -> PolledServer.reply(302, "", "Location", "http://127.0.0.1:1/");
            case "gone" -> PolledServer.reply(404, "");
            case "busy" -> PolledServer.reply(429, "", "Retry-After", "120");
            default -> PolledServer.reply(Integer.parseInt(how), "");
        };
    }
}
