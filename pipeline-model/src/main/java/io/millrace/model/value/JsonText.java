package io.millrace.model.value;

import java.math.BigDecimal;

/**
 * The one JSON form of a value. Integers are exact, decimals are strings, times are RFC 3339 in UTC; a double is a decimal that
 * reads back to the same bits.
 */
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonText() {}

    public static void append(Value value, StringBuilder json) {
        if (value instanceof Value.Missing) {
            json.append("null");
        } else if (value instanceof Value.Whole whole) {
            json.append(whole.value());
        } else if (value instanceof Value.Real real) {
            json.append(number(real.value()));
        } else if (value instanceof Value.Truth truth) {
            json.append(truth.value());
        } else if (value instanceof Value.BigWhole big) {
            json.append(big.value());
        } else {
            appendString(plain(value), json);
        }
    }

    /** As {@link #append(Value, StringBuilder)}, but with integers as strings if that is asked: for readers without 64-bit integers. */
    public static void append(Value value, boolean integersAsText, StringBuilder json) {
        if (integersAsText && (value instanceof Value.Whole || value instanceof Value.BigWhole)) {
            appendString(plain(value), json);
        } else {
            append(value, json);
        }
    }

    /** The value as a person or a CSV cell would have it, without quotes; empty if missing. */
    public static String plain(Value value) {
        if (value instanceof Value.Missing) {
            return "";
        } else if (value instanceof Value.Text text) {
            return text.value();
        } else if (value instanceof Value.Exact exact) {
            return exact.value().toPlainString();
        } else if (value instanceof Value.Time time) {
            return time.value().toString();
        } else if (value instanceof Value.Day day) {
            return day.value().toString();
        } else if (value instanceof Value.Identifier identifier) {
            return identifier.value().toString();
        } else if (value instanceof Value.Real real) {
            return number(real.value());
        } else if (value instanceof Value.Whole whole) {
            return Long.toString(whole.value());
        } else if (value instanceof Value.BigWhole big) {
            return big.value().toString();
        } else if (value instanceof Value.Truth truth) {
            return Boolean.toString(truth.value());
        }
        throw new IllegalArgumentException("a value of no known kind: " + value);
    }

    private static String number(double value) {
        String shortest = Double.toString(value);
        int exponent = shortest.indexOf('E');
        if (exponent < 0) {
            return shortest;
        }
        // Double.toString leaves plain notation at 10^7 already; people expect it to hold on for as long as its digits
        // do.
        double magnitude = Math.abs(value);
        if (magnitude < 1e-7 || magnitude >= 1e17) {
            return shortest;
        }
        String plain = new BigDecimal(shortest).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    public static void appendString(String text, StringBuilder json) {
        json.append('"');
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            switch (next) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (next < 0x20) {
                        json.append("\\u00").append(HEX[next >> 4]).append(HEX[next & 0xF]);
                    } else {
                        json.append(next);
                    }
                }
            }
        }
        json.append('"');
    }
}
