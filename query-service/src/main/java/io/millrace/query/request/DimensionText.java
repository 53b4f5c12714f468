package io.millrace.query.request;

import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.regex.Pattern;

/** From the text of a value in a URL to the value, by the dimension's type. Strict: what can't equal any stored value is refused. */
final class DimensionText {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,38}(\\.[0-9]{1,38})?");
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private DimensionText() {}

    /**
     * @throws IllegalArgumentException saying what a value of the type looks like
     */
    static Value parse(FieldType type, String text) {
        return switch (type.kind()) {
            case STRING -> new Value.Text(text);
            case BOOLEAN -> truth(text);
            case INT -> integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case DOUBLE -> real(text);
            case DECIMAL -> exact(type, text);
            case TIMESTAMP -> time(text);
            case DATE -> day(text);
            case UUID -> identifier(text);
        };
    }

    private static Value truth(String text) {
        return switch (text) {
            case "true" -> new Value.Truth(true);
            case "false" -> new Value.Truth(false);
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static Value integer(String text, long least, long greatest) {
        String rule = "a whole number from " + least + " to " + greatest;
        if (!INTEGER.matcher(text).matches()) {
            throw new IllegalArgumentException(rule);
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= greatest) {
                return new Value.Whole(value);
            }
        } catch (NumberFormatException tooGreat) {
            throw new IllegalArgumentException(rule, tooGreat);
        }
        throw new IllegalArgumentException(rule);
    }

    private static Value real(String text) {
        if (NUMBER.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return new Value.Real(value);
            }
        }
        throw new IllegalArgumentException("a finite number such as 1.5 or 2e-7");
    }

    private static Value exact(FieldType type, String text) {
        if (DECIMAL.matcher(text).matches()) {
            BigDecimal value = new BigDecimal(text).stripTrailingZeros();
            if (value.scale() <= type.scale() && value.precision() - value.scale() <= type.precision() - type.scale()) {
                return new Value.Exact(value.setScale(type.scale()));
            }
        }
        throw new IllegalArgumentException("a " + type + ": at most " + (type.precision() - type.scale())
                + " digits before the point and " + type.scale() + " after it");
    }

    private static Value time(String text) {
        Instant value = TimeText.parse(text);
        if (!TimeText.isWholeMilliseconds(value)) {
            throw new IllegalArgumentException("a time of whole milliseconds; stored times have no finer digits");
        }
        return new Value.Time(value);
    }

    private static Value day(String text) {
        try {
            return new Value.Day(LocalDate.parse(text));
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("a date such as 2019-08-01", malformed);
        }
    }

    private static Value identifier(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("a UUID such as 6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        }
        return new Value.Identifier(UUID.fromString(text));
    }
}
