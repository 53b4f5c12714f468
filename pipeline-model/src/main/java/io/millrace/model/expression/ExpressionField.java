package io.millrace.model.expression;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import java.util.Optional;

/**
 * A name that expressions can refer to.
 *
 * @param type empty if it is not known: whatever is done with the field is then taken to be right
 * @param nullable whether it may have no value
 */
public record ExpressionField(String name, Optional<FieldType> type, boolean nullable) {
    public static ExpressionField of(FieldDefinition field) {
        return new ExpressionField(field.name(), Optional.of(field.type()), field.optional());
    }
}
