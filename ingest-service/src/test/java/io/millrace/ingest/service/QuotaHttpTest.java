package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.TenantRecord.Quotas;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
@Property(name = "millrace.quotas.records-per-second", value = "4")
@Property(name = "millrace.quotas.bytes-per-second", value = "1000000")
@Property(name = "millrace.quotas.burst-seconds", value = "1")
@Property(name = "millrace.quotas.patience", value = "250ms")
class QuotaHttpTest extends HttpTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String EVENTS = PIPELINES + "quotas/events";
    private static final String NDJSON = "application/x-ndjson";
    private static final String ROW = "{\"device\":\"a\",\"speed\":1}\n";

    private final HttpQuotaTime time;

    QuotaHttpTest(EmbeddedServer server, MemoryAttachments attachments, HttpQuotaTime time) {
        super(server, attachments);
        this.time = time;
    }

    @BeforeEach
    void putPipelineAndFill() {
        put("quotas", definition("quotas", ""), "Content-Type", "application/yaml");
        time.advance(100 * SECOND);
        time.pauses.clear();
    }

    @Test
    void shouldSayWhereTheTenantStands() {
        // When
        Answer answer = post(EVENTS, NDJSON, ROW.repeat(3));

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"records\";q=4;qu=\"records\";w=1, \"bytes\";q=1000000;qu=\"content-bytes\";w=1");
        assertThat(answer.header("RateLimit"))
                .isEqualTo("\"records\";r=1;t=1, \"bytes\";r=" + (1_000_000 - 3 * (ROW.length() - 1)) + ";t=1");
    }

    @Test
    void shouldRefuseBeforeTheFirstRecordAndTakeNothing() {
        // Given: six, of which the last is owed
        post(EVENTS, NDJSON, ROW.repeat(6));
        int sent = attachments.producer.history().size();

        // When
        Answer answer = post(EVENTS, NDJSON, ROW);

        // Then
        assertProblem(answer, 429, "over-quota");
        assertThat(answer.json().get("retryable").asBoolean()).isTrue();
        assertThat(answer.response().headers().allValues("Retry-After")).containsExactly("1");
        assertThat(answer.header("RateLimit")).startsWith("\"records\";r=0;t=2");
        assertThat(attachments.producer.history()).hasSize(sent);
        assertThat(get("/prometheus").response().body())
                .containsPattern("millrace_ingest_over_quota_total\\{outcome=\"refused\",tenant=\"acme\"} [1-9]");
    }

    @Test
    void shouldTakeALongBodyAtThePaceOfTheQuota() {
        // When
        Answer answer = post(EVENTS, NDJSON, ROW.repeat(10));

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(10);
        assertThat(time.pauses).hasSize(5).allMatch(pause -> pause == SECOND / 4);
    }

    @Test
    void shouldSayWhereABodyThatOwesTooMuchWasCutOff() {
        // Given: rows so large that the second of them owes more than is waited for
        String large = "{\"device\":\"" + "a".repeat(700_000) + "\",\"speed\":1}\n";

        // When
        Answer answer = post(EVENTS, NDJSON, ROW + large + large + ROW);

        // Then
        assertProblem(answer, 503, "over-quota");
        assertThat(answer.json().get("retryable").asBoolean()).isTrue();
        assertThat(answer.json().get("accepted").asInt()
                        + answer.json().get("rejectedCount").asInt())
                .isEqualTo(3);
        assertThat(answer.json().get("nextIndex").asInt()).isEqualTo(3);
        assertThat(answer.response().headers().allValues("Retry-After")).containsExactly("1");
    }

    @Test
    void shouldNotCountWhatIsRefusedForAnotherReason() {
        // Given
        for (int request = 0; request < 10; request++) {
            assertProblem(post(EVENTS, "text/plain", ROW), 415, "unsupported-media-type");
        }

        // Then
        assertThat(post(EVENTS, NDJSON, ROW).status()).isEqualTo(202);
    }

    @Test
    void shouldHoldATenantToItsOwnQuota() {
        // Given: another number of records, and the rest as the settings say
        attachments.get().tenants().create("acme");
        attachments
                .get()
                .tenants()
                .setQuotas("acme", new Quotas(OptionalLong.of(2), OptionalLong.empty(), OptionalInt.empty()));

        // When
        Answer answer = post(EVENTS, NDJSON, ROW);

        // Then
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"records\";q=2;qu=\"records\";w=1, \"bytes\";q=1000000;qu=\"content-bytes\";w=1");
        attachments.get().tenants().setQuotas("acme", Quotas.UNSET);
    }
}
