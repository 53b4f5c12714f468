package io.millrace.model.event;

import io.millrace.model.bytes.ByteWriter;

/**
 * Writes an event as a topic carries it: a zero byte, the schema's id (four bytes, big-endian: the header of Confluent's serializers), then
 * Avro binary of {@link EventSchema#avro()}. Stateless.
 */
public final class EventEncoder {
    public static final int HEADER_LENGTH = 5;

    private EventEncoder() {}

    /**
     * Appends the event.
     *
     * @throws IllegalStateException if a field that is not optional has no value
     */
    public static void encode(Event event, int schemaId, ByteWriter out) {
        out.writeByte(0);
        out.writeIntBigEndian(schemaId);
        out.writeVarLong(event.eventTime());
        out.writeVarLong(event.acceptedAt());
        out.writeVarLong(event.definitionsOffset());
        EventSchema schema = event.schema();
        for (int field = 0; field < schema.encodedSize(); field++) {
            if (schema.isOptional(field)) {
                out.writeByte(event.isPresent(field) ? 2 : 0);
                if (!event.isPresent(field)) {
                    continue;
                }
            } else if (!event.isPresent(field)) {
                throw new IllegalStateException(
                        "no value for " + schema.field(field).name());
            }
            switch (schema.kind(field)) {
                case BOOLEAN -> out.writeByte((int) event.asLong(field));
                case INT, LONG, TIMESTAMP, DATE -> out.writeVarLong(event.asLong(field));
                case DOUBLE -> out.writeDouble(event.asDouble(field));
                case STRING, DECIMAL, UUID ->
                    out.writeLengthPrefixed(event.bytes(), event.sliceOffset(field), event.sliceLength(field));
            }
        }
    }
}
