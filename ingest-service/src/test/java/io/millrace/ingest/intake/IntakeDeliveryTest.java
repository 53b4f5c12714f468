package io.millrace.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.model.format.EventFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class IntakeDeliveryTest extends IntakeFixture {
    @Test
    void shouldAnswerOnlyAfterEverySendIsAcknowledged() throws Exception {
        // Given
        MockProducer<byte[], byte[]> silent = producer(false);
        Intake intake = intake(silent, 1000);

        // When
        // Two records are few: they are waited for by no thread
        CompletableFuture<IntakeReport> answer = intake.take(
                        request(EventFormat.NDJSON),
                        new ByteArrayInputStream((row("a", 1) + row("b", 2)).getBytes(UTF_8)))
                .toCompletableFuture();
        assertThat(silent.history()).hasSize(2);
        silent.completeNext();

        // Then
        assertThat(answer).isNotDone();
        silent.completeNext();
        assertThat(answer.get(10, TimeUnit.SECONDS).accepted()).isEqualTo(2);
    }

    @Test
    void shouldHaveNoMoreOnTheirWayThanTheLimit() throws Exception {
        // Given
        MockProducer<byte[], byte[]> slow = producer(false);
        Intake intake = intake(slow, 1000);
        String body = row("a", 1).repeat(35);

        // When
        CompletableFuture<IntakeReport> answer =
                CompletableFuture.supplyAsync(() -> take(intake, request(EventFormat.NDJSON), body));
        int farthestAhead = 0;
        for (int acknowledged = 0; acknowledged < 35; acknowledged++) {
            awaitSent(slow, Math.min(35, acknowledged + 1));
            farthestAhead = Math.max(farthestAhead, slow.history().size() - acknowledged);
            slow.completeNext();
        }

        // Then
        assertThat(answer.get(10, TimeUnit.SECONDS).accepted()).isEqualTo(35);
        assertThat(farthestAhead).isBetween(1, 10);
    }

    @Test
    void shouldLeaveOnceFewRecordsAreOnTheirWay() throws Exception {
        // Given
        MockProducer<byte[], byte[]> slow = producer(false);
        Intake intake = intake(slow, 1000, 1000);
        String body = row("a", 1).repeat(500);

        // When
        CompletableFuture<CompletionStage<IntakeReport>> left = CompletableFuture.supplyAsync(
                () -> intake.take(request(EventFormat.NDJSON), new ByteArrayInputStream(body.getBytes(UTF_8))));
        awaitSent(slow, 500);
        acknowledge(slow, 399);

        // Then
        assertThat(left).isNotDone();
        acknowledge(slow, 1);
        CompletableFuture<IntakeReport> answer = left.get(10, TimeUnit.SECONDS).toCompletableFuture();
        acknowledge(slow, 99);
        assertThat(answer).isNotDone();
        acknowledge(slow, 1);
        assertThat(answer).isCompletedWithValueMatching(report -> report.accepted() == 500);
    }

    @Test
    void shouldBeUnavailableOnceKafkaWasSilentForTooLong() {
        // Given
        Intake intake = intake(producer(false), 1000, 1000, Duration.ofMillis(1));

        // When
        IntakeReport report = take(intake, request(EventFormat.NDJSON), row("a", 1));

        // Then
        assertThat(report.accepted()).isZero();
        assertThat(report.nextIndex()).isZero();
        assertThat(report.ending()).isEqualTo(new Ending.Unavailable("no acknowledgement within PT0.001S"));
    }

    @Test
    void shouldSayWhereItGotToWhenKafkaRefuses() throws Exception {
        // Given
        MockProducer<byte[], byte[]> failing = producer(false);
        Intake intake = intake(failing, 1000);
        String body = row("a", 1) + "bad\n" + row("b", 2) + row("c", 3);

        // When
        CompletableFuture<IntakeReport> answer =
                CompletableFuture.supplyAsync(() -> take(intake, request(EventFormat.NDJSON), body));
        awaitSent(failing, 4);
        failing.completeNext();
        failing.completeNext();
        failing.errorNext(new TimeoutException("expired"));
        failing.completeNext();

        // Then
        IntakeReport report = answer.get(10, TimeUnit.SECONDS);
        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.rejectedCount()).isEqualTo(1);
        assertThat(report.nextIndex()).isEqualTo(2);
        assertThat(report.ending()).isEqualTo(new Ending.Unavailable("expired"));
    }

    @Test
    void shouldBeUnavailableOnceTheProducerIsClosed() {
        // Given: as when the service ends while a body still comes
        producer.close();

        // When
        IntakeReport report = take(intake(producer, 1000), request(EventFormat.NDJSON), row("a", 1));

        // Then
        assertThat(report.accepted()).isZero();
        assertThat(report.nextIndex()).isZero();
        assertThat(report.ending()).isInstanceOf(Ending.Unavailable.class);
    }

    @Test
    void shouldStopReadingOnceKafkaRefuses() {
        // Given
        producer.sendException = new TimeoutException("buffer full");
        InputStream endless = new InputStream() {
            private final byte[] row = row("a", 1).getBytes(UTF_8);
            private int position;

            @Override
            public int read() {
                return row[position++ % row.length];
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                target[offset] = (byte) read();
                return 1;
            }
        };

        // When
        IntakeReport report = take(intake(producer, 1000), request(EventFormat.NDJSON), endless);

        // Then
        assertThat(report).isEqualTo(new IntakeReport(0, 0, List.of(), 0, new Ending.Unavailable("buffer full")));
    }

    private static void acknowledge(MockProducer<byte[], byte[]> to, int count) {
        for (int record = 0; record < count; record++) {
            to.completeNext();
        }
    }

    private static void awaitSent(MockProducer<byte[], byte[]> to, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (to.history().size() < count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
