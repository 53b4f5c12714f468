package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;
import io.millrace.writer.sink.RowReader.NotYet;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Settled;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static final long EVENT_TIME = -1;
    private static final long APPEND_TIME = 1_700_000_000_000L;
    private static final EventId ID = EventId.fresh(1, 2, 3);

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private final EventReader reader = new EventReader(definitions, schemaId -> "pipeline-" + schemaId);

    @Test
    void shouldReadAnEventAsItStandsInItsTopic() {
        // Given
        definitions.advance(4);
        byte[] payload = payload(4);
        // When
        Reading<ArchivedEvent> reading = reader.read(record(ID.toBytes(), payload));
        // Then
        if (!(reading instanceof Usable<ArchivedEvent> usable)) {
            throw new AssertionError("not usable: " + reading);
        }
        assertThat(usable.row())
                .isEqualTo(new ArchivedEvent("acme", "pipeline-7", EVENT_TIME, ID, 2, 77, APPEND_TIME, payload));
        assertThat(usable.partition()).isEqualTo(new ArchiveTable.Partition("acme", "pipeline-7", -1, 2));
        assertThat(usable.bytes()).isGreaterThan(payload.length);
    }

    @Test
    void shouldWaitForTheDefinitionsThatAnEventWasAcceptedUnder() {
        // Given
        definitions.advance(3);
        ConsumerRecord<byte[], byte[]> record = record(ID.toBytes(), payload(4));
        // When
        Reading<ArchivedEvent> tooEarly = reader.read(record);
        definitions.advance(4);
        Reading<ArchivedEvent> later = reader.read(record);
        // Then
        assertThatObject(tooEarly).isInstanceOf(NotYet.class);
        assertThatObject(later).isInstanceOf(Usable.class);
    }

    @Test
    void shouldNotArchiveEventsOfAPipelineThatWasPurged() {
        // Given
        PipelineRecord left = new PipelineRecord(
                "acme",
                "pipeline-7",
                List.of(),
                List.of(),
                List.of(),
                true,
                Optional.empty(),
                new PipelineRecord.Past(1, List.of(7)));
        definitions.putPurged(left.key(), left);
        definitions.advance(4);
        // When
        Reading<ArchivedEvent> reading = reader.read(record(ID.toBytes(), payload(4)));
        // Then
        assertThatObject(reading).isInstanceOf(Settled.class);
    }

    @Test
    void shouldRefuseWhatIsNoEvent() {
        // Given
        definitions.advance(9);
        // When / Then
        assertMalformed(reader.read(record(ID.toBytes(), new byte[] {1, 2, 3})));
        assertMalformed(reader.read(record(ID.toBytes(), new byte[] {0, 0, 0, 0, 7})));
        assertMalformed(reader.read(record(ID.toBytes(), null)));
        assertMalformed(reader.read(record(new byte[] {1}, payload(4))));
        assertMalformed(reader.read(record(null, payload(4))));
    }

    private static void assertMalformed(Reading<ArchivedEvent> reading) {
        if (!(reading instanceof Unusable<ArchivedEvent> unusable)) {
            throw new AssertionError("not unusable: " + reading);
        }
        assertThat(unusable.code()).isEqualTo("malformed-event");
        assertThat(unusable.origin().tenant()).isEqualTo("acme");
    }

    /** Header of schema 7, then the envelope and one field. */
    private static byte[] payload(long definitionsOffset) {
        ByteWriter out = new ByteWriter(32);
        out.writeByte(0);
        out.writeIntBigEndian(7);
        out.writeVarLong(EVENT_TIME);
        out.writeVarLong(APPEND_TIME - 5);
        out.writeVarLong(definitionsOffset);
        out.writeVarLong(42);
        return out.toByteArray();
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "events.acme",
                2,
                77,
                APPEND_TIME,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
