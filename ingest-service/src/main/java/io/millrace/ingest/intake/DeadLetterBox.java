package io.millrace.ingest.intake;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventId;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends what could not be used of one origin to the topic of dead letters. */
final class DeadLetterBox {
    private static final String TOPIC = new Topics(1).deadLetters().name();
    private static final String STAGE = "ingest";
    /** A longer header line is cut, so that letter and record fit into a message together. */
    private static final int MAX_HEADER = 1 << 16;

    private final IntakeOrigin origin;
    private final RecordSerde<DeadLetter> serde;
    private final Outbox outbox;
    private final Clock clock;

    DeadLetterBox(IntakeOrigin origin, RecordSerde<DeadLetter> serde, Outbox outbox, Clock clock) {
        this.origin = origin;
        this.serde = serde;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The reader's current record; returns the letter's id.
     *
     * @param eventId that it would have had, if it does not depend on its fields and a copy would share it
     */
    UUID put(EventReader reader, String code, Optional<String> field, String message, Optional<EventId> eventId) {
        return put(
                code,
                field,
                message,
                reader.index(),
                reader.line(),
                reader.header(),
                reader.original(),
                reader.isCut(),
                eventId,
                reader.csv(),
                Outbox.Kind.DEAD_LETTER);
    }

    /** The beginning of what a body holds from {@code line} on, where it can't be understood; returns the letter's id. */
    UUID putRest(String message, long index, long line, byte[] rest) {
        return put(
                "malformed-document",
                Optional.empty(),
                message,
                index,
                line,
                Optional.empty(),
                rest,
                true,
                Optional.empty(),
                Optional.empty(),
                Outbox.Kind.REST);
    }

    private UUID put(
            String code,
            Optional<String> field,
            String message,
            long index,
            long line,
            Optional<String> header,
            byte[] original,
            boolean truncated,
            Optional<EventId> eventId,
            Optional<CsvDialect> csv,
            Outbox.Kind kind) {
        Instant now = clock.instant();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID id = EventId.fresh(now.toEpochMilli(), random.nextLong(), random.nextLong())
                .toUuid();
        boolean longHeader = header.isPresent() && header.get().length() > MAX_HEADER;
        DeadLetter letter = new DeadLetter(
                id,
                origin.pipeline().tenant(),
                origin.pipeline().name(),
                now,
                STAGE,
                code,
                field,
                message,
                origin.name(),
                index,
                line,
                origin.contentType(),
                longHeader ? header.map(text -> text.substring(0, MAX_HEADER)) : header,
                original,
                truncated || longHeader,
                eventId,
                csv);
        byte[] key = id.toString().getBytes(StandardCharsets.UTF_8);
        outbox.send(new ProducerRecord<>(TOPIC, key, serde.serialize(letter)), index, kind);
        return id;
    }
}
