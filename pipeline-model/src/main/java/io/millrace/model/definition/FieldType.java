package io.millrace.model.definition;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a field.
 *
 * @param precision digits of a decimal, 1 to 38; 0 for other kinds
 * @param scale digits of a decimal after the point, 0 to precision; 0 for other kinds
 */
public record FieldType(Kind kind, int precision, int scale) {
    public enum Kind {
        STRING,
        BOOLEAN,
        INT,
        LONG,
        DOUBLE,
        DECIMAL,
        /** Milliseconds since 1970-01-01T00:00:00Z. */
        TIMESTAMP,
        /** Days since 1970-01-01. */
        DATE,
        UUID
    }

    public static final int MAX_PRECISION = 38;

    private static final Pattern DECIMAL = Pattern.compile("decimal\\(([0-9]{1,2}),([0-9]{1,2})\\)");

    public FieldType {
        boolean decimal = kind == Kind.DECIMAL;
        if (decimal
                ? precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision
                : precision != 0 || scale != 0) {
            throw new IllegalArgumentException("no such type: " + kind + "(" + precision + "," + scale + ")");
        }
    }

    public static FieldType of(Kind kind) {
        return new FieldType(kind, 0, 0);
    }

    public static FieldType decimal(int precision, int scale) {
        return new FieldType(Kind.DECIMAL, precision, scale);
    }

    public boolean isNumeric() {
        return switch (kind) {
            case INT, LONG, DOUBLE, DECIMAL -> true;
            case STRING, BOOLEAN, TIMESTAMP, DATE, UUID -> false;
        };
    }

    /** From {@link #toString}; empty if that is no type. */
    public static Optional<FieldType> parse(String text) {
        Matcher decimal = DECIMAL.matcher(text);
        try {
            if (decimal.matches()) {
                return Optional.of(decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
            }
            return text.equals(text.toLowerCase(Locale.ROOT))
                    ? Optional.of(of(Kind.valueOf(text.toUpperCase(Locale.ROOT))))
                    : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** As written in a definition: {@code long}, {@code decimal(10,2)}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.DECIMAL ? name + "(" + precision + "," + scale + ")" : name;
    }
}
