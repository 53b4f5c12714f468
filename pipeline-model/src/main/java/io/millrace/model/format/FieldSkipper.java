package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** Passes over a field, whatever stands there, or nothing. */
final class FieldSkipper extends FieldParser {
    FieldSkipper(int index, FieldDefinition field) {
        super(
                index,
                new FieldDefinition(
                        field.name(),
                        field.type(),
                        field.from(),
                        true,
                        field.format(),
                        field.zone(),
                        field.unit(),
                        field.min(),
                        field.max()));
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
        // What the field is set to comes from elsewhere.
    }

    @Override
    RejectionCode mismatch() {
        return RejectionCode.WRONG_TYPE;
    }
}
