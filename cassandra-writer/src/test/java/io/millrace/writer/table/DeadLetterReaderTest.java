package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cassandra.DeadLettersTable;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.writer.sink.RowReader;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTest {
    private static final DeadLetter LETTER = new DeadLetter(
            new UUID(3, 4),
            "acme",
            "gpon",
            Instant.parse("2026-01-01T00:00:00.123Z"),
            "ingest",
            "not-a-number",
            Optional.of("speed_in"),
            "'x' is not a number",
            "request",
            3,
            5,
            "text/csv",
            Optional.empty(),
            new byte[1_000],
            false,
            Optional.empty(),
            Optional.empty());

    private final RecordSerde<DeadLetter> serde = RecordSerde.withoutRegistry(new DeadLetter.Format(), 1);
    private final DeadLetterReader reader = new DeadLetterReader(serde);

    private Reading<DeadLetter> read(byte @Nullable [] value) {
        return reader.read(new ConsumerRecord<>("dead-letters", 0, 5, new byte[0], value));
    }

    @Test
    void shouldReadALetterWithThePartitionThatItsRowIsFoundIn() {
        // When
        Reading<DeadLetter> reading = read(serde.serialize(LETTER));

        // Then
        assertThat(reading).isInstanceOf(Usable.class);
        Usable<DeadLetter> usable = (Usable<DeadLetter>) reading;
        assertThat(usable.row()).usingRecursiveComparison().isEqualTo(LETTER);
        assertThat(usable.partition()).isEqualTo(DeadLettersTable.partitionOf(DeadLetterBatches.row(LETTER)));
        assertThat(usable.key()).isEqualTo(LETTER.id());
        assertThat(usable.bytes()).isGreaterThan(1_000);
    }

    @Test
    void shouldRefuseWhatIsNoLetter() {
        assertThat(read(null)).isInstanceOf(Unusable.class);
        assertThat(read(new byte[] {0, 0, 0, 0, 1, 2})).isInstanceOf(Unusable.class);
    }

    @Test
    void shouldMakeNoLetterOfALetter() {
        assertThat(new LoggedDeadLetters()
                        .send(
                                new ConsumerRecord<>("dead-letters", 0, 5, new byte[0], new byte[0]),
                                new RowReader.Origin("acme", "gpon", LETTER.id()),
                                "refused-by-cassandra",
                                "too large"))
                .isCompleted();
    }
}
