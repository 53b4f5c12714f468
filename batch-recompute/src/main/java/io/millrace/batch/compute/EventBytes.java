package io.millrace.batch.compute;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;

/**
 * An archived event on its way to where all its copies are. Key: id (16 bytes) and offset (8, big-endian), whose unsigned order is the order in which copies were
 * appended. Value: event time, partition, append time, payload.
 */
public final class EventBytes {
    private EventBytes() {}

    public static Keyed write(ArchivedEvent event) {
        ByteWriter key = new ByteWriter(EventId.LENGTH + Long.BYTES);
        key.writeLongBigEndian(event.id().high());
        key.writeLongBigEndian(event.id().low());
        key.writeLongBigEndian(event.offset());
        ByteWriter value = new ByteWriter(event.payload().length + 24);
        value.writeVarLong(event.eventTime());
        value.writeVarLong(event.partition());
        value.writeVarLong(event.appendTime());
        value.writeBytes(event.payload());
        return new Keyed(key.toByteArray(), value.toByteArray());
    }

    public static ArchivedEvent read(Keyed keyed, String tenant, String pipeline) {
        ByteReader key = new ByteReader(keyed.key());
        EventId id = new EventId(key.readLongBigEndian(), key.readLongBigEndian());
        long offset = key.readLongBigEndian();
        ByteReader value = new ByteReader(keyed.value());
        long eventTime = value.readVarLong();
        int partition = value.readVarInt();
        long appendTime = value.readVarLong();
        return new ArchivedEvent(
                tenant, pipeline, eventTime, id, partition, offset, appendTime, value.readBytes(value.remaining()));
    }
}
