package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceRunReaderTest {
    private static final SourceKey SOURCE = new SourceKey("acme", "gpon", "poll");
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");

    private final RecordSerde<SourceRunRecord> serde = RecordSerde.withoutRegistry(new SourceRunRecord.Format(), 1);
    private final SourceRunReader reader = new SourceRunReader(serde);

    private static SourceRunRecord run(long number) {
        return new SourceRunRecord(SOURCE, number, "x", START, START.plusMillis(9), 4, 2, Optional.of("gone"));
    }

    @Test
    void shouldReadARunWithWhatNamesItsRow() {
        // When
        Reading<SourceRunRow> reading = reader.read(record(serde.serialize(run(7))));

        // Then
        assertThatObject(reading).isInstanceOf(Usable.class);
        Usable<SourceRunRow> usable = (Usable<SourceRunRow>) reading;
        SourceRunRow.Source source = new SourceRunRow.Source("acme", "gpon", "poll");
        SourceRunRow.Key key = new SourceRunRow.Key(source, new SourceRunRow.Place(START, 7));
        assertThat(usable.row()).isEqualTo(new SourceRunRow(key, "x", START.plusMillis(9), 4, 2, Optional.of("gone")));
        assertThat(usable.key()).isEqualTo(key);
        assertThat(usable.partition()).isEqualTo(source);
        assertThat(usable.origin().tenant()).isEqualTo("acme");
        assertThat(usable.origin().pipeline()).isEqualTo("gpon");
    }

    @Test
    void shouldTellRunsOfOneSourceApart() {
        // When
        Usable<SourceRunRow> one = (Usable<SourceRunRow>) reader.read(record(serde.serialize(run(7))));
        Usable<SourceRunRow> two = (Usable<SourceRunRow>) reader.read(record(serde.serialize(run(8))));

        // Then
        assertThat(one.partition()).isEqualTo(two.partition());
        assertThat(one.key()).isNotEqualTo(two.key());
    }

    @Test
    void shouldRefuseWhatIsNoRun() {
        assertThatObject(reader.read(record(null))).isInstanceOf(Unusable.class);
        assertThatObject(reader.read(record(new byte[] {9}))).isInstanceOf(Unusable.class);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ConsumerRecord<>("source-runs", 0, 0, new byte[] {1}, value);
    }
}
