package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.record.TallyRecords.Kind;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How pipelines stand. */
@MicronautTest
class StatusHttpTest extends HttpTest {
    private static final Instant EARLY = Instant.parse("2019-08-01T03:30:00Z");
    private static final Instant LATE = Instant.parse("2019-08-01T03:38:33Z");

    private final Clock clock;

    StatusHttpTest(EmbeddedServer server, MemoryAttachments attachments, Clock clock) {
        super(server, attachments);
        this.clock = clock;
    }

    @AfterEach
    void catchUp() {
        attachments.lag = () -> 0;
    }

    private String putAndGetFingerprint(String pipeline) {
        return put(pipeline, definition(pipeline, ""), "Content-Type", "application/yaml")
                .json()
                .get("fingerprint")
                .asText();
    }

    private void progress(String pipeline, int partition, Instant greatest, long events, long duplicates) {
        attachments.progress.put(
                new ProgressRecords.Key("acme", pipeline, partition),
                new ProgressRecords.Progress(greatest, events, duplicates, clock.instant()));
    }

    private void tally(String pipeline, Kind kind, String rollup, int partition, long count) {
        attachments.tallies.put(
                new TallyRecords.Key("acme", pipeline, kind, rollup, partition), new TallyRecords.Tally(count));
    }

    @Test
    void shouldSayHowFarEventsAreCounted() {
        // Given
        String fingerprint = putAndGetFingerprint("counting");
        progress("counting", 0, LATE, 900, 30);
        progress("counting", 1, EARLY, 100, 2);
        tally("counting", Kind.LATE, "by_hour", 0, 4);
        tally("counting", Kind.LATE, "by_minute", 0, 7);
        tally("counting", Kind.LATE, "by_minute", 1, 2);
        tally("counting", Kind.DEAD, "", 0, 3);
        tally("counting", Kind.DEAD, "", 2, 5);
        attachments.lag = () -> 17;

        // When
        Answer answer = get(PIPELINES + "counting/status");

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .matches(
                        "\\{\"tenant\":\"acme\",\"pipeline\":\"counting\",\"state\":\"active\",\"purgeOrderedAt\":null,\"version\":1,\"fingerprint\":\""
                                + fingerprint
                                + "\",\"putAt\":\"[^\"]+Z\",\"streamTime\":\"2019-08-01T03:30:00Z\",\"lag\":17,"
                                + "\"accepted\":1032,\"duplicates\":32,\"late\":9,\"lateByRollup\":\\{\"by_hour\":4,\"by_minute\":9},"
                                + "\"dead\":8}");
    }

    @Test
    void shouldSayThatNothingCameYet() {
        // Given
        putAndGetFingerprint("silent");

        // When
        Answer answer = get(PIPELINES + "silent/status");

        // Then
        assertThat(answer.json().get("streamTime").isNull()).isTrue();
        assertThat(answer.json().get("accepted").asLong()).isZero();
        assertThat(answer.json().get("late").asLong(-1)).isZero();
        assertThat(answer.json().get("lateByRollup")).isEmpty();
        assertThat(answer.json().get("dead").asLong(-1)).isZero();
        assertThat(answer.json().get("lag").asLong()).isZero();
    }

    @Test
    void shouldSayWhenKafkaCannotTell() {
        // Given
        putAndGetFingerprint("unknown");
        attachments.lag = () -> {
            throw new TimeoutException("no answer");
        };

        // When
        Answer answer = get(PIPELINES + "unknown/status");

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void shouldHaveNoneOfADeletedPipeline() {
        // Given
        putAndGetFingerprint("deleted");
        send("DELETE", PIPELINES + "deleted", BodyPublishers.noBody());

        // Then
        assertProblem(get(PIPELINES + "deleted/status"), 404, "not-found");
    }
}
