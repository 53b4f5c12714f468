package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** {@code true} and {@code false}, in small letters; in JSON not as strings. */
final class BooleanParser extends FieldParser {
    BooleanParser(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    boolean takes(Form form) {
        return form == Form.TRUTH;
    }

    @Override
    void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException {
        if (is("true", text, offset, length)) {
            event.setLong(index, 1);
        } else if (is("false", text, offset, length)) {
            event.setLong(index, 0);
        } else {
            throw reject(RejectionCode.NOT_A_BOOLEAN, text, offset, length, "is neither true nor false");
        }
    }

    private static boolean is(String word, byte[] text, int offset, int length) {
        if (length != word.length()) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (text[offset + at] != word.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    RejectionCode mismatch() {
        return RejectionCode.NOT_A_BOOLEAN;
    }
}
