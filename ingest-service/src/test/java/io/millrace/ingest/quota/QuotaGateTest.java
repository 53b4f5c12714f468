package io.millrace.ingest.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.IntakePace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QuotaGateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String ADMITTED = "admitted";

    private final ManualQuotaTime time = new ManualQuotaTime();
    private final List<String> metered = new ArrayList<>();
    private Quota quota = records(4, 1);

    private static Quota records(long perSecond, int burst) {
        return new Quota(OptionalLong.of(perSecond), OptionalLong.empty(), burst);
    }

    private QuotaGate gate(Duration patience, int pacedBodies) {
        return new QuotaGate(
                tenant -> tenant.equals("free") ? Quota.UNLIMITED : quota,
                new QuotaSettings(Quota.UNLIMITED, patience, pacedBodies),
                time,
                (tenant, outcome) -> metered.add(tenant + " " + outcome));
    }

    private String body(QuotaGate gate, String tenant, int records, int bytes) {
        return gate.enter(tenant, pace -> read(pace, records, bytes), wait -> "refused " + wait.toMillis());
    }

    private static String read(IntakePace pace, int records, int bytes) {
        for (int record = 0; record < records; record++) {
            Optional<Duration> over = pace.beforeRecord(bytes);
            if (over.isPresent()) {
                return "cut at " + record + " for " + over.get().toMillis();
            }
        }
        return ADMITTED;
    }

    @Test
    void shouldAdmitABurstAndThenTheRate() {
        // Given
        QuotaGate gate = gate(Duration.ZERO, 0);

        // When
        for (int request = 0; request < 4; request++) {
            assertThat(body(gate, "acme", 1, 100)).isEqualTo(ADMITTED);
        }

        // Then
        assertThat(body(gate, "acme", 1, 100)).isEqualTo("refused 250");
        time.advance(SECOND / 4 - 1);
        assertThat(body(gate, "acme", 1, 100)).isEqualTo("refused 0");
        time.advance(1);
        assertThat(body(gate, "acme", 1, 100)).isEqualTo(ADMITTED);
        assertThat(body(gate, "acme", 1, 100)).isEqualTo("refused 250");
        assertThat(metered).containsExactly("acme REFUSED", "acme REFUSED", "acme REFUSED");
    }

    @Test
    void shouldCountRequestsThatRunAtTheSameTime() {
        // Given
        quota = records(2, 1);
        QuotaGate gate = gate(Duration.ZERO, 0);

        // When: each comes while the one before is read
        String third = gate.enter(
                "acme",
                first -> gate.enter("acme", second -> body(gate, "acme", 1, 1), wait -> "second"),
                wait -> "first");

        // Then
        assertThat(third).isEqualTo("refused 500");
    }

    @Test
    void shouldReadALongBodyAtThePaceOfTheQuota() {
        // Given
        QuotaGate gate = gate(Duration.ofSeconds(1), 1);
        long began = time.nanos();

        // When
        String outcome = body(gate, "acme", 1004, 100);

        // Then: four at once, and one that is owed when it ends
        assertThat(outcome).isEqualTo(ADMITTED);
        assertThat(time.nanos() - began).isEqualTo(999 * SECOND / 4);
        assertThat(metered).containsExactly("acme PACED");
        assertThat(body(gate, "acme", 1, 1)).isEqualTo("refused 500");
    }

    @Test
    void shouldCountBytesToo() {
        // Given
        quota = new Quota(OptionalLong.empty(), OptionalLong.of(1000), 2);
        QuotaGate gate = gate(Duration.ofSeconds(2), 1);

        // When: the third record owes 1000 bytes, which the fourth waits for
        String outcome = body(gate, "acme", 4, 1000);

        // Then
        assertThat(outcome).isEqualTo(ADMITTED);
        assertThat(time.pauses).containsExactly(SECOND);
        assertThat(body(gate, "acme", 1, 1)).isEqualTo("refused 1001");
    }

    @Test
    void shouldEndABodyThatWouldHaveToWaitTooLong() {
        // Given
        QuotaGate gate = gate(Duration.ofMillis(249), 1);

        // Then
        assertThat(body(gate, "acme", 6, 1)).isEqualTo("cut at 5 for 250");
        assertThat(metered).containsExactly("acme CUT_OFF");
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void shouldLetOnlySoManyBodiesOfATenantWait() {
        // Given
        QuotaGate gate = gate(Duration.ofSeconds(10), 1);

        // When: another body goes over the quota while one that waited is not at its end
        String second = gate.enter(
                "acme",
                first -> {
                    assertThat(read(first, 3, 1)).isEqualTo(ADMITTED);
                    return gate.enter(
                            "acme",
                            other -> {
                                assertThat(read(other, 2, 1)).isEqualTo(ADMITTED);
                                assertThat(read(first, 2, 1)).isEqualTo(ADMITTED);
                                return read(other, 2, 1);
                            },
                            wait -> "refused");
                },
                wait -> "refused");

        // Then: and the place is free again when both ended
        assertThat(second).isEqualTo("cut at 1 for 500");
        assertThat(metered).containsExactly("acme PACED", "acme CUT_OFF");
        time.advance(10 * SECOND);
        assertThat(body(gate, "acme", 10, 1)).isEqualTo(ADMITTED);
    }

    @Test
    void shouldHoldEachTenantToItsOwn() {
        // Given
        QuotaGate gate = gate(Duration.ZERO, 0);

        // When
        body(gate, "acme", 4, 1);

        // Then
        assertThat(body(gate, "acme", 1, 1)).startsWith("refused");
        assertThat(body(gate, "other", 4, 1)).isEqualTo(ADMITTED);
        assertThat(body(gate, "free", 1_000_000, 1)).isEqualTo(ADMITTED);
        assertThat(gate.standings("free")).isEmpty();
    }

    @Test
    void shouldTakeAChangedQuotaAtOnce() {
        // Given
        QuotaGate gate = gate(Duration.ZERO, 0);
        body(gate, "acme", 4, 1);

        // When
        quota = records(100, 1);

        // Then
        assertThat(body(gate, "acme", 100, 1)).isEqualTo(ADMITTED);
    }

    @Test
    void shouldTellWhereATenantStands() {
        // Given
        quota = new Quota(OptionalLong.of(4), OptionalLong.of(1000), 5);
        QuotaGate gate = gate(Duration.ZERO, 0);

        // When
        body(gate, "acme", 5, 10);

        // Then
        assertThat(gate.standings("acme"))
                .containsExactly(
                        new QuotaStanding("records", "records", 20, 5, 15, 2),
                        new QuotaStanding("bytes", "content-bytes", 5000, 5, 4950, 1));
    }
}
