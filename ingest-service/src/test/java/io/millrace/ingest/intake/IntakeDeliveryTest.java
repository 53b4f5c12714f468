package io.millrace.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.model.format.EventFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
        CompletableFuture<IntakeReport> answer = CompletableFuture.supplyAsync(() -> intake.take(
                request(EventFormat.NDJSON), new ByteArrayInputStream((row("a", 1) + row("b", 2)).getBytes(UTF_8))));
        awaitSent(silent, 2);
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
        CompletableFuture<IntakeReport> answer = CompletableFuture.supplyAsync(
                () -> intake.take(request(EventFormat.NDJSON), new ByteArrayInputStream(body.getBytes(UTF_8))));
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
    void shouldSayWhereItGotToWhenKafkaRefuses() throws Exception {
        // Given
        MockProducer<byte[], byte[]> failing = producer(false);
        Intake intake = intake(failing, 1000);
        String body = row("a", 1) + "bad\n" + row("b", 2) + row("c", 3);

        // When
        CompletableFuture<IntakeReport> answer = CompletableFuture.supplyAsync(
                () -> intake.take(request(EventFormat.NDJSON), new ByteArrayInputStream(body.getBytes(UTF_8))));
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
        IntakeReport report = intake(producer, 1000)
                .take(
                        request(EventFormat.NDJSON),
                        new ByteArrayInputStream(row("a", 1).getBytes(UTF_8)));

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
        IntakeReport report = intake(producer, 1000).take(request(EventFormat.NDJSON), endless);

        // Then
        assertThat(report).isEqualTo(new IntakeReport(0, 0, List.of(), 0, new Ending.Unavailable("buffer full")));
    }

    private static void awaitSent(MockProducer<byte[], byte[]> to, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (to.history().size() < count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
