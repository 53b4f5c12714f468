package io.millrace.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.SourceRunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SourceRecordsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.000123Z");
    private static final SourceProgressRecord NONE = ProgressChange.none("folder in", START);

    private final RecordSerde<SourceProgressRecord> progress =
            RecordSerde.withoutRegistry(new SourceProgressRecord.Format(), 1);
    private final SourceRecords records = Steps.records(progress);

    private static Instant second(int number) {
        return START.plusSeconds(number);
    }

    private static ProgressChange change(SourceProgressRecord from, int second) {
        return new ProgressChange(from, second(second));
    }

    private List<Long> ended(SourceProgressRecord before, SourceProgressRecord after) {
        return records.endedRuns(Steps.KEY, before, after).stream()
                .map(record -> records.runs().deserialize(record.value()).number())
                .toList();
    }

    @Test
    void shouldTellARunWhenItEndsAndNotAgain() {
        // Given
        SourceProgressRecord begun = change(NONE, 1).beginRun("a.csv").done();
        SourceProgressRecord ended =
                change(begun, 2).endRun(Optional.of("gone"), second(3)).done();
        SourceProgressRecord later = change(ended, 4).beginRun("b.csv").done();

        // When
        List<ProducerRecord<byte[], byte[]>> told = records.endedRuns(Steps.KEY, begun, ended);

        // Then
        assertThat(ended(NONE, begun)).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).topic()).isEqualTo("source-runs");
        assertThat(told.get(0).partition()).isEqualTo(Steps.KEY.partition(TalkingSources.PARTITIONS));
        SourceRunRecord run = records.runs().deserialize(told.get(0).value());
        assertThat(run)
                .isEqualTo(new SourceRunRecord(
                        Steps.KEY,
                        1,
                        "a.csv",
                        Instant.ofEpochMilli(second(1).toEpochMilli()),
                        Instant.ofEpochMilli(second(3).toEpochMilli()),
                        0,
                        0,
                        Optional.of("gone")));
        assertThat(told.get(0).key()).isEqualTo(run.key());
        assertThat(ended(ended, later)).isEmpty();
        assertThat(ended(ended, ended)).isEmpty();
    }

    @Test
    void shouldTellEveryRunOfOneStep() {
        // Given: files that changed, and were played to the end
        SourceProgressRecord begun = change(NONE, 1).beginRun("files").done();
        SourceProgressRecord both = change(begun, 2)
                .endRun(Optional.of("the files changed"), second(2))
                .beginRun("files")
                .endRun(Optional.empty(), second(2).plus(Duration.ofMillis(7)))
                .done();

        // When, Then
        assertThat(ended(begun, both)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void shouldTellNoRunAgainOfAProgressThatWasReadBack() {
        // Given: the topic knows times to the millisecond
        SourceProgressRecord ended = change(NONE, 1)
                .beginRun("a.csv")
                .endRun(Optional.empty(), second(1))
                .done();
        SourceProgressRecord readBack = progress.deserialize(progress.serialize(ended));
        SourceProgressRecord next = change(ended, 2).position(ended.position()).done();

        // When, Then
        assertThat(readBack).isNotEqualTo(ended);
        assertThat(ended(readBack, next)).isEmpty();
        assertThat(ended(next, readBack)).isEmpty();
    }

    @Test
    void shouldTellRunsApartWhoseNumbersBeganAnew() {
        // Given
        SourceProgressRecord first = change(NONE, 1)
                .beginRun("a.csv")
                .endRun(Optional.empty(), second(1))
                .done();
        SourceProgressRecord elsewhere = change(ProgressChange.none("folder other", second(5)), 5)
                .beginRun("a.csv")
                .endRun(Optional.empty(), second(5))
                .done();

        // When, Then
        assertThat(ended(first, elsewhere)).containsExactly(1L);
    }

    @Test
    void shouldTellNothingOfRunsThatAreKeptNoLonger() {
        // Given: as many as were kept before
        List<SourceProgressRecord.Run> many = IntStream.iterate(50, number -> number > 0, number -> number - 1)
                .mapToObj(number -> new SourceProgressRecord.Run(
                        number, "a", second(number), Optional.of(second(number)), 1, 0, Optional.empty()))
                .toList();
        SourceProgressRecord former = new SourceProgressRecord(
                NONE.place(),
                NONE.position(),
                50,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                NONE.lag(),
                second(50),
                many);

        // When
        SourceProgressRecord next = change(former, 51)
                .beginRun("a")
                .endRun(Optional.empty(), second(51))
                .done();

        // Then
        assertThat(next.runs()).hasSize(ProgressChange.MOST_RUNS);
        assertThat(next.runs().get(0).number()).isEqualTo(51);
        assertThat(next.runs().get(ProgressChange.MOST_RUNS - 1).number()).isEqualTo(42);
        assertThat(ended(former, next)).containsExactly(51L);
    }
}
