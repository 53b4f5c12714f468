package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** Takes whatever single value stands there, as text, and nothing of an object or an array. */
final class TextTaker extends FieldParser {
    TextTaker(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    boolean takes(Form form) {
        return true;
    }

    @Override
    boolean passesOverStructures() {
        return true;
    }

    @Override
    void parse(byte[] text, int offset, int length, Event event) {
        event.setSlice(index, text, offset, length);
    }

    @Override
    RejectionCode mismatch() {
        return RejectionCode.WRONG_TYPE;
    }

    @Override
    boolean trims() {
        return false;
    }
}
