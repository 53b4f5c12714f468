package io.millrace.model.event;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.PipelineDefinition;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gives the events of one pipeline their ids. Derived ids are the first 128 bits of a SHA-256 over what makes the event itself, each part
 * tagged or preceded by its length, so that no two inputs give the same bytes. They are a stored format: what is hashed never changes.
 * Reuses its digest: not thread-safe.
 */
public final class EventIdentity {
    private static final String DOMAIN = "millrace-id-1";

    private static final byte DECLARED = 'd';
    private static final byte OF_REQUEST = 'r';
    private static final byte OF_SOURCE = 's';

    private static final byte MISSING = 0;
    private static final byte STRING = 's';
    private static final byte BOOLEAN = 'b';
    /** Ints and longs alike, so that a field that grows keeps its ids. */
    private static final byte INTEGER = 'i';

    private static final byte DOUBLE = 'f';
    private static final byte DECIMAL = 'n';
    private static final byte TIMESTAMP = 't';
    private static final byte DATE = 'a';
    private static final byte UUID = 'u';

    private static final int SHA_256_BYTES = 32;

    private final EventSchema schema;
    private final int[] idFields;
    private final MessageDigest sha256;
    private final ByteWriter input = new ByteWriter();
    private final int prefixLength;
    private final byte[] digest = new byte[SHA_256_BYTES];

    private EventIdentity(String tenant, PipelineDefinition definition, EventSchema schema) {
        this.schema = schema;
        List<String> names = definition.event().id();
        idFields = new int[names.size()];
        for (int at = 0; at < idFields.length; at++) {
            idFields[at] = schema.indexOf(names.get(at));
            if (idFields[at] < 0) {
                throw new IllegalArgumentException("id names a field that the event does not have: " + names.get(at));
            }
        }
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
        text(DOMAIN);
        text(tenant);
        text(definition.pipeline());
        prefixLength = input.length();
    }

    public static EventIdentity of(String tenant, PipelineDefinition definition, EventSchema schema) {
        return new EventIdentity(tenant, definition, schema);
    }

    /** Whether the definition says which fields make an event itself. */
    public boolean isDeclared() {
        return idFields.length > 0;
    }

    /**
     * The id from the fields that the definition declares, in its order. Their names and places in the schema do not count.
     *
     * @param event of the schema, with all its required values
     */
    public EventId declared(Event event) {
        if (!isDeclared()) {
            throw new IllegalStateException("the definition declares no id");
        }
        input.truncate(prefixLength);
        input.writeByte(DECLARED);
        input.writeUnsigned(idFields.length);
        for (int field : idFields) {
            value(event, field);
        }
        return derived();
    }

    /**
     * The id of a record that has nothing of its own: its place in a request that its sender may repeat.
     *
     * @param index of the record in the request, from 0
     * @param raw the record's original bytes, {@code length} from {@code offset}
     */
    public EventId ofRequest(String idempotencyKey, long index, byte[] raw, int offset, int length) {
        return of(OF_REQUEST, idempotencyKey, index, raw, offset, length);
    }

    /**
     * The id of a record that has nothing of its own and was fetched: its place where it comes from.
     *
     * @param origin what was read, such as a file of a certain time
     * @param position of the record in it
     * @param raw the record's original bytes, {@code length} from {@code offset}
     */
    public EventId ofSource(String origin, long position, byte[] raw, int offset, int length) {
        return of(OF_SOURCE, origin, position, raw, offset, length);
    }

    private EventId of(byte tag, String key, long index, byte[] raw, int offset, int length) {
        input.truncate(prefixLength);
        input.writeByte(tag);
        text(key);
        input.writeLongBigEndian(index);
        input.writeUnsigned(length);
        sha256.update(input.array(), 0, input.length());
        sha256.update(raw, offset, length);
        return finish();
    }

    /** An id like no other: its event has no copy. */
    public static EventId fresh(long millis, RandomGenerator random) {
        return EventId.fresh(millis, random.nextLong(), random.nextLong());
    }

    private void value(Event event, int field) {
        if (!event.isPresent(field)) {
            input.writeByte(MISSING);
            return;
        }
        switch (schema.kind(field)) {
            case STRING -> {
                input.writeByte(STRING);
                slice(event, field);
            }
            case BOOLEAN -> number(BOOLEAN, event.asLong(field));
            case INT, LONG -> number(INTEGER, event.asLong(field));
            case DOUBLE -> number(DOUBLE, Double.doubleToLongBits(event.asDouble(field)));
            case DECIMAL -> {
                input.writeByte(DECIMAL);
                input.writeByte(schema.field(field).type().scale());
                slice(event, field);
            }
            case TIMESTAMP -> number(TIMESTAMP, event.asLong(field));
            case DATE -> number(DATE, event.asLong(field));
            case UUID -> {
                input.writeByte(UUID);
                slice(event, field);
            }
        }
    }

    private void number(byte tag, long value) {
        input.writeByte(tag);
        input.writeLongBigEndian(value);
    }

    private void slice(Event event, int field) {
        input.writeUnsigned(event.sliceLength(field));
        input.writeBytes(event.bytes(), event.sliceOffset(field), event.sliceLength(field));
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        input.writeUnsigned(utf8.length);
        input.writeBytes(utf8);
    }

    private EventId derived() {
        sha256.update(input.array(), 0, input.length());
        return finish();
    }

    private EventId finish() {
        try {
            sha256.digest(digest, 0, SHA_256_BYTES);
        } catch (DigestException impossible) {
            throw new IllegalStateException("SHA-256 has 32 bytes", impossible);
        }
        return EventId.derived(digest);
    }
}
