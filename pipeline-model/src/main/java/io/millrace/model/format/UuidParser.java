package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** UUIDs in their 36-character form, kept in small letters, so that equal ones have equal bytes. */
final class UuidParser extends FieldParser {
    private static final int LENGTH = 36;

    private final byte[] canonical = new byte[LENGTH];

    UuidParser(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    boolean takes(Form form) {
        return form == Form.TEXT;
    }

    @Override
    void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException {
        boolean valid = length == LENGTH;
        for (int at = 0; at < LENGTH && valid; at++) {
            byte next = text[offset + at];
            if (at == 8 || at == 13 || at == 18 || at == 23) {
                valid = next == '-';
                canonical[at] = next;
            } else {
                byte small = next >= 'A' && next <= 'F' ? (byte) (next + ('a' - 'A')) : next;
                valid = (small >= '0' && small <= '9') || (small >= 'a' && small <= 'f');
                canonical[at] = small;
            }
        }
        if (!valid) {
            throw reject(
                    RejectionCode.NOT_A_UUID,
                    text,
                    offset,
                    length,
                    "is not a UUID such as 6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        }
        event.setSlice(index, canonical, 0, LENGTH);
    }

    @Override
    RejectionCode mismatch() {
        return RejectionCode.NOT_A_UUID;
    }
}
