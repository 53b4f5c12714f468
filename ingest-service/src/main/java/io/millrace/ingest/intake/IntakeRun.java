package io.millrace.ingest.intake;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.RejectionCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One body on its way in. What a record needs is made once and used again for the next. */
final class IntakeRun {
    private final IntakeRequest request;
    private final IntakeLimits limits;
    private final Deliveries deliveries;
    private final DeadLetterBox letters;
    private final Clock clock;

    private final String topic;
    private final int schemaId;
    private final EventIds ids;
    private final Event event;
    private final ByteWriter encoded = new ByteWriter();
    private final List<RejectedRecord> rejected = new ArrayList<>();
    private long records;
    private long bytes;

    IntakeRun(IntakeRequest request, IntakeLimits limits, Deliveries deliveries, DeadLetterBox letters, Clock clock) {
        this.request = request;
        this.limits = limits;
        this.deliveries = deliveries;
        this.letters = letters;
        this.clock = clock;
        topic = new Topics(1).events(request.pipeline().tenant()).name();
        schemaId = request.pipeline().record().current().schemaId();
        ids = new EventIds(request);
        event = new Event(request.pipeline().schema());
    }

    /** Reads and sends; says why it stopped. */
    Ending read(InputStream body) {
        try (InputStream decoded = request.encoding().decode(body);
                EventReader reader = open(decoded)) {
            while (!deliveries.hasFailed() && reader.next()) {
                take(reader);
                records++;
                bytes += reader.rawLength();
            }
            return new Ending.Complete();
        } catch (MalformedBodyException malformed) {
            return malformed(malformed);
        } catch (ClientBody.ClientGoneException gone) {
            return new Ending.ClientGone();
        } catch (IOException corrupt) {
            return new Ending.CorruptEncoding(String.valueOf(corrupt.getMessage()));
        }
    }

    private EventReader open(InputStream decoded) {
        ReaderOptions options = new ReaderOptions((byte) request.delimiter(), limits.record());
        return EventReaders.open(
                request.format(),
                decoded,
                request.pipeline().definition(),
                request.pipeline().schema(),
                options);
    }

    private void take(EventReader reader) {
        long acceptedAt = clock.millis();
        try {
            reader.read(event, acceptedAt, request.pipeline().acceptingOffset());
        } catch (RejectedRecordException refused) {
            reject(reader, refused.code(), refused.field(), refused.message());
            return;
        }
        encoded.reset();
        EventEncoder.encode(event, schemaId, encoded);
        if (encoded.length() > limits.maxEventBytes()) {
            reject(
                    reader,
                    RejectionCode.RECORD_TOO_LARGE,
                    Optional.empty(),
                    "the event takes " + encoded.length() + " bytes, at most " + limits.maxEventBytes()
                            + " are possible");
            return;
        }
        EventId id = ids.of(event, reader);
        deliveries.send(
                new ProducerRecord<>(topic, id.toBytes(), encoded.toByteArray()),
                reader.index(),
                Deliveries.Kind.EVENT);
    }

    private void reject(EventReader reader, RejectionCode code, Optional<String> field, String message) {
        UUID letter = letters.put(reader, code.text(), field, message);
        if (rejected.size() < IntakeReport.MAX_REJECTED) {
            rejected.add(new RejectedRecord(reader.index(), reader.line(), field, code.text(), message, letter));
        }
    }

    private Ending malformed(MalformedBodyException malformed) {
        boolean header = malformed.part() == MalformedBodyException.Part.HEADER;
        Optional<UUID> letter = header
                ? Optional.empty()
                : Optional.of(letters.putRest(malformed.message(), records, malformed.line(), malformed.rest()));
        return new Ending.Malformed(malformed.message(), malformed.line(), malformed.problems(), letter, header);
    }

    /** Waits for what is on its way, then says what became of the body. */
    IntakeReport report(Ending ending) {
        deliveries.await(limits.acknowledgement());
        Optional<Exception> failure = deliveries.failure();
        return new IntakeReport(
                deliveries.events(),
                deliveries.deadLetters(),
                rejected,
                Math.min(records, deliveries.firstFailed()),
                failure.<Ending>map(cause -> new Ending.Unavailable(String.valueOf(cause.getMessage())))
                        .orElse(ending));
    }

    /** Of the records read, as received. */
    long bytes() {
        return bytes;
    }
}
