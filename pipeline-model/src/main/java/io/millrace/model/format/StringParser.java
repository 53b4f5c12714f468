package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** Strings, as they are; spaces count. */
final class StringParser extends FieldParser {
    StringParser(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    boolean takes(Form form) {
        return form == Form.TEXT;
    }

    @Override
    void parse(byte[] text, int offset, int length, Event event) {
        event.setSlice(index, text, offset, length);
    }

    @Override
    RejectionCode mismatch() {
        return RejectionCode.NOT_A_STRING;
    }

    @Override
    boolean trims() {
        return false;
    }
}
