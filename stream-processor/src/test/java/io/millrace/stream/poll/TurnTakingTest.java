package io.millrace.stream.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class TurnTakingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final long APPENDED_AT =
            Instant.parse("2026-01-01T03:00:00Z").toEpochMilli();
    private static final long PARTITION_TIME = 5;

    private final TurnTaking turns = new TurnTaking(Clock.fixed(NOW, ZoneOffset.UTC));

    private static ConsumerRecord<byte[], byte[]> record(long timestamp) {
        return new ConsumerRecord<>(
                "events.acme",
                0,
                1,
                timestamp,
                TimestampType.LOG_APPEND_TIME,
                1,
                1,
                new byte[1],
                new byte[1],
                new RecordHeaders(),
                Optional.empty());
    }

    private long extract(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        return turns.extract(
                new ConsumerRecord<Object, Object>(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.timestampType(),
                        1,
                        1,
                        record.key(),
                        record.value(),
                        headers,
                        Optional.empty()),
                PARTITION_TIME);
    }

    @Test
    void shouldGiveARunTheTimeAtWhichItsTurnBegins() {
        // When
        long time = extract(RecordRun.of(List.of(record(APPENDED_AT), record(APPENDED_AT + 1))));

        // Then: hours behind or not, it waits no longer and no less than the others
        assertThat(time).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void shouldLeaveARecordThatIsNoRunItsOwnTime() {
        assertThat(extract(record(APPENDED_AT))).isEqualTo(APPENDED_AT);
        assertThat(extract(record(-1))).as("none").isEqualTo(PARTITION_TIME);
    }
}
