package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;

/** Values of fields in columns of their type. */
final class ColumnValues {
    private ColumnValues() {}

    static String cqlType(FieldType type) {
        return switch (type.kind()) {
            case STRING -> "text";
            case BOOLEAN -> "boolean";
            case INT -> "int";
            case LONG -> "bigint";
            case DOUBLE -> "double";
            case DECIMAL -> "decimal";
            case TIMESTAMP -> "timestamp";
            case DATE -> "date";
            case UUID -> "uuid";
        };
    }

    /**
     * No value is an explicit null, which hides what is there.
     *
     * @throws IllegalArgumentException if it is no value of the type
     */
    static BoundStatementBuilder set(BoundStatementBuilder statement, int index, FieldType type, Value value) {
        FieldType.Kind kind = type.kind();
        if (value instanceof Value.Missing) {
            return statement.setToNull(index);
        } else if (kind == FieldType.Kind.STRING && value instanceof Value.Text text) {
            return statement.setString(index, text.value());
        } else if (kind == FieldType.Kind.BOOLEAN && value instanceof Value.Truth truth) {
            return statement.setBoolean(index, truth.value());
        } else if (kind == FieldType.Kind.INT && value instanceof Value.Whole whole) {
            return statement.setInt(index, Math.toIntExact(whole.value()));
        } else if (kind == FieldType.Kind.LONG && value instanceof Value.Whole whole) {
            return statement.setLong(index, whole.value());
        } else if (kind == FieldType.Kind.DOUBLE && value instanceof Value.Real real) {
            return statement.setDouble(index, real.value());
        } else if (kind == FieldType.Kind.DECIMAL && value instanceof Value.Exact exact) {
            // One scale: Cassandra tells keys apart by their bytes.
            return statement.setBigDecimal(index, exact.value().setScale(type.scale()));
        } else if (kind == FieldType.Kind.TIMESTAMP && value instanceof Value.Time time) {
            return statement.setInstant(index, time.value());
        } else if (kind == FieldType.Kind.DATE && value instanceof Value.Day day) {
            return statement.setLocalDate(index, day.value());
        } else if (kind == FieldType.Kind.UUID && value instanceof Value.Identifier identifier) {
            return statement.setUuid(index, identifier.value());
        }
        throw new IllegalArgumentException("no value of type " + type + ": " + value);
    }

    static Value get(Row row, int index, FieldType type) {
        if (row.isNull(index)) {
            return Value.MISSING;
        }
        return switch (type.kind()) {
            case STRING -> new Value.Text(row.getString(index));
            case BOOLEAN -> new Value.Truth(row.getBoolean(index));
            case INT -> new Value.Whole(row.getInt(index));
            case LONG -> new Value.Whole(row.getLong(index));
            case DOUBLE -> new Value.Real(row.getDouble(index));
            case DECIMAL -> new Value.Exact(row.getBigDecimal(index));
            case TIMESTAMP -> new Value.Time(row.getInstant(index));
            case DATE -> new Value.Day(row.getLocalDate(index));
            case UUID -> new Value.Identifier(row.getUuid(index));
        };
    }
}
