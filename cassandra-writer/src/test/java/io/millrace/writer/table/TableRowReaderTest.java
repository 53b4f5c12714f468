package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TableRecords;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.table.TableRow;
import io.millrace.model.value.Value;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Settled;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableRowReaderTest {
    private static final TableLayout LAYOUT = new TableLayout(
            "latest",
            List.of(new Column("device", FieldType.of(Kind.STRING)), new Column("port", FieldType.of(Kind.INT))),
            List.of(new Column("speed", FieldType.of(Kind.LONG))));
    private static final TableCodec CODEC = new TableCodec(LAYOUT);

    private final RecordSerde<TableRow.Key> keys = RecordSerde.withoutRegistry(new TableRecords.KeyFormat(), 1);
    private final RecordSerde<TableRecords.Content> contents =
            RecordSerde.withoutRegistry(new TableRecords.ValueFormat(), 2);
    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private final TableRowReader reader = new TableRowReader(keys, contents, definitions);

    private static TableRow.Key key(String device, long port) {
        return new TableRow.Key(
                "acme",
                "latest",
                new GroupKey(CODEC.partition().encodeValue(0, new Value.Text(device))),
                CODEC.clusteringOf(List.of(new Value.Whole(port))));
    }

    private static TableRecords.Content content(String layout, long eventTime, Value speed) {
        ByteWriter columns = new ByteWriter();
        columns.writeBytes(CODEC.columns().encodeValue(0, speed));
        return new TableRecords.Content(
                "readings",
                0,
                layout,
                new RowVersion(eventTime, new EventId(1, 7)),
                new GroupKey(columns.toByteArray()));
    }

    private Reading<TableRow> read(byte @Nullable [] key, byte @Nullable [] value) {
        return reader.read(new ConsumerRecord<>("tables", 0, 5, key, value));
    }

    private Usable<TableRow> usable(TableRow.Key key, TableRecords.Content content) {
        Reading<TableRow> reading = read(keys.serialize(key), contents.serialize(content));
        assertThat(reading).isInstanceOf(Usable.class);
        return (Usable<TableRow>) reading;
    }

    @Test
    void shouldReadARowWithItsPartitionPlaceAndWriteTime() {
        // When
        Usable<TableRow> one = usable(key("a", 1), content(LAYOUT.text(), 5, Value.MISSING));
        Usable<TableRow> other = usable(key("a", 2), content(LAYOUT.text(), 6, new Value.Whole(9)));
        Usable<TableRow> elsewhere = usable(key("b", 2), content(LAYOUT.text(), 6, new Value.Whole(9)));

        // Then
        assertThat(CODEC.values(one.row())).containsExactly(new Value.Text("a"), new Value.Whole(1), Value.MISSING);
        assertThat(one.row().layout()).isEqualTo(LAYOUT);
        assertThat(one.revision()).isEqualTo(5_007);
        assertThat(one.origin().tenant()).isEqualTo("acme");
        assertThat(one.origin().pipeline()).isEqualTo("readings");
        assertThat(one.partition()).isEqualTo(other.partition()).isNotEqualTo(elsewhere.partition());
        assertThat(one.key()).isNotEqualTo(other.key());
        assertThat(other.key()).isEqualTo(elsewhere.key());
    }

    @Test
    void shouldNotWriteRowsOfAPipelineThatWasPurged() {
        // Given
        byte[] key = keys.serialize(key("a", 1));
        byte[] row = contents.serialize(content(LAYOUT.text(), 5, Value.MISSING));
        PipelineRecord left = new PipelineRecord(
                "acme",
                "readings",
                List.of(),
                List.of(),
                List.of(),
                true,
                Optional.empty(),
                new PipelineRecord.Past(1, List.of(7)));

        // When
        Reading<TableRow> before = read(key, row);
        definitions.putPurged(left.key(), left);
        Reading<TableRow> after = read(key, row);

        // Then
        assertThat(before).isInstanceOf(Usable.class);
        assertThat(after).isInstanceOf(Settled.class);
    }

    @Test
    void shouldRefuseWhatIsNoRow() {
        byte[] key = keys.serialize(key("a", 1));
        byte[] good = contents.serialize(content(LAYOUT.text(), 5, Value.MISSING));
        byte[] noLayout = contents.serialize(content("device", 5, Value.MISSING));
        byte[] otherLayout = contents.serialize(content("device string|port int;speed string", 5, new Value.Whole(3)));
        byte[] farAway = contents.serialize(content(LAYOUT.text(), Long.MAX_VALUE, Value.MISSING));

        assertThat(read(key, good)).isInstanceOf(Usable.class);
        byte[] cut = Arrays.copyOf(key, key.length - 3);
        assertThat(List.of(read(null, good), read(key, null), read(cut, good), read(key, noLayout)))
                .allSatisfy(reading -> assertThat(reading).isInstanceOf(Unusable.class));
        assertThat(List.of(read(key, otherLayout), read(key, farAway)))
                .allSatisfy(reading -> assertThat(reading).isInstanceOf(Unusable.class));
    }
}
