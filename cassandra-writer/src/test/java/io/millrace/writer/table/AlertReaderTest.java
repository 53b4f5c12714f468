package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertReaderTest {
    private static final AlertRow.Key KEY =
            new AlertRow.Key("acme", "gpon", "province_5m", 2, "saturated", new GroupKey(new byte[] {1, 65, 0, 0}));
    private static final AlertRow FIRING = new AlertRow(
            KEY, AlertRow.State.FIRING, "{\"province\":\"A\"}", 300_000, 600_000, 0, 3, "{\"n\":3}", 610_000, 17);

    private final RecordSerde<AlertRow.Key> keys = RecordSerde.withoutRegistry(new AlertRecords.KeyFormat(), 1);
    private final RecordSerde<AlertRecords.Content> contents =
            RecordSerde.withoutRegistry(new AlertRecords.ValueFormat(), 2);
    private final AlertReader reader = new AlertReader(keys, contents);

    @Test
    void shouldReadAnAlertWithWhatNamesItsBatchAndItsRevision() {
        // When
        Reading<AlertRow> reading =
                reader.read(record(keys.serialize(KEY), contents.serialize(AlertRecords.Content.of(FIRING))));
        // Then
        assertThatObject(reading).isInstanceOf(Usable.class);
        Usable<AlertRow> usable = (Usable<AlertRow>) reading;
        assertThat(usable.row()).isEqualTo(FIRING);
        assertThat(usable.key()).isEqualTo(KEY);
        assertThat(usable.revision()).isEqualTo(17);
        assertThat(usable.origin().tenant()).isEqualTo("acme");
        assertThat(usable.origin().pipeline()).isEqualTo("gpon");
    }

    @Test
    void shouldPutAlertsOfOnePipelineInOneBatch() {
        // Given
        AlertRow.Key other = new AlertRow.Key("acme", "gpon", "total", 1, "silent", new GroupKey(new byte[0]));
        byte[] value = contents.serialize(AlertRecords.Content.of(FIRING));
        // When
        Usable<AlertRow> one = (Usable<AlertRow>) reader.read(record(keys.serialize(KEY), value));
        Usable<AlertRow> two = (Usable<AlertRow>) reader.read(record(keys.serialize(other), value));
        // Then
        assertThat(one.partition()).isEqualTo(two.partition());
        assertThat(one.key()).isNotEqualTo(two.key());
    }

    @Test
    void shouldRefuseWhatIsNoAlert() {
        assertThatObject(reader.read(record(null, null))).isInstanceOf(Unusable.class);
        assertThatObject(reader.read(record(new byte[] {9}, new byte[] {9}))).isInstanceOf(Unusable.class);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("alerts", 0, 0, key, value);
    }
}
