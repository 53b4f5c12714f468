package io.millrace.ingest.intake;

import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.RejectionCode;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes of each record of an origin an event or a dead letter. What a record needs is made once and used again for the next; not thread-safe. */
public final class RecordIntake {
    private final IntakeOrigin origin;
    private final EventIds ids;
    private final IntakeLimits limits;
    private final Outbox outbox;
    private final DeadLetterBox letters;
    private final Clock clock;

    private final String topic;
    private final int schemaId;
    private final Event event;
    private final ByteWriter encoded = new ByteWriter();

    public RecordIntake(
            IntakeOrigin origin,
            EventIds ids,
            IntakeLimits limits,
            Outbox outbox,
            RecordSerde<DeadLetter> deadLetters,
            Clock clock) {
        this.origin = origin;
        this.ids = ids;
        this.limits = limits;
        this.outbox = outbox;
        this.clock = clock;
        letters = new DeadLetterBox(origin, deadLetters, outbox, clock);
        topic = new Topics(1).events(origin.pipeline().tenant()).name();
        schemaId = origin.pipeline().record().current().schemaId();
        event = new Event(origin.pipeline().schema());
    }

    /** Sends what the reader's current record comes to; says why if that is a dead letter. */
    public Optional<RejectedRecord> take(EventReader reader) {
        return take(reader, read -> {});
    }

    /** The same of an event that is changed between being read and being identified. */
    public Optional<RejectedRecord> take(EventReader reader, Consumer<Event> change) {
        long unknownFields = reader.unknownFields();
        try {
            reader.read(event, clock.millis(), origin.pipeline().acceptingOffset());
        } catch (RejectedRecordException refused) {
            return Optional.of(reject(reader, refused.code(), refused.field(), refused.message()));
        } finally {
            outbox.ignored(reader.unknownFields() - unknownFields);
        }
        change.accept(event);
        encoded.reset();
        EventEncoder.encode(event, schemaId, encoded);
        if (encoded.length() > limits.maxEventBytes()) {
            return Optional.of(reject(
                    reader,
                    RejectionCode.RECORD_TOO_LARGE,
                    Optional.empty(),
                    "the event takes " + encoded.length() + " bytes, at most " + limits.maxEventBytes()
                            + " are possible"));
        }
        EventId id = ids.of(event, reader);
        outbox.send(
                new ProducerRecord<>(topic, id.toBytes(), encoded.toByteArray()), reader.index(), Outbox.Kind.EVENT);
        return Optional.empty();
    }

    private RejectedRecord reject(EventReader reader, RejectionCode code, Optional<String> field, String message) {
        UUID letter = letters.put(reader, code.text(), field, message, ids.ofRecord(reader));
        return new RejectedRecord(reader.index(), reader.line(), field, code.text(), message, letter);
    }

    /** Sends the beginning of what can't be understood from {@code line} on; returns the dead letter's id. */
    UUID takeRest(String message, long index, long line, byte[] rest) {
        return letters.putRest(message, index, line, rest);
    }
}
