package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import org.jspecify.annotations.Nullable;

/** What all numbers share: their text, in JSON as a number or as a string. */
abstract class NumericParser extends FieldParser {
    final NumberText number = new NumberText();

    NumericParser(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    final boolean takes(Form form) {
        return form != Form.TRUTH;
    }

    @Override
    final RejectionCode mismatch() {
        return RejectionCode.NOT_A_NUMBER;
    }

    @Override
    final void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException {
        if (!number.scan(text, offset, length)) {
            throw reject(mismatch(), text, offset, length, "is not a number");
        }
        RejectionCode code = set(event);
        if (code != null) {
            throw reject(code, text, offset, length, problem(code));
        }
    }

    /** Sets the field from {@link #number}; null, or why it can't. */
    abstract @Nullable RejectionCode set(Event event);

    private String problem(RejectionCode code) {
        return switch (code) {
            case NOT_AN_INTEGER -> "has a fraction, " + field.type() + " has none";
            case TOO_MANY_DIGITS ->
                "has more than the " + field.type().scale() + " digits after the point of " + field.type();
            default -> "is outside of " + range();
        };
    }

    private String range() {
        if (field.min().isEmpty() && field.max().isEmpty()) {
            return field.type().toString();
        }
        String least = field.min().map(min -> min.toPlainString()).orElse("");
        String greatest = field.max().map(max -> max.toPlainString()).orElse("");
        return field.type() + " " + least + ".." + greatest;
    }
}
