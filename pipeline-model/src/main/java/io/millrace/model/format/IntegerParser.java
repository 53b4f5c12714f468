package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Ints and longs; {@code 1.0} and {@code 1e3} are whole numbers too. */
final class IntegerParser extends NumericParser {
    /** Above any long. */
    private static final int MAX_MAGNITUDE = 19;

    private final long least;
    private final long greatest;

    IntegerParser(int index, FieldDefinition field) {
        super(index, field);
        boolean isInt = field.type().kind() == FieldType.Kind.INT;
        BigDecimal typeLeast = BigDecimal.valueOf(isInt ? Integer.MIN_VALUE : Long.MIN_VALUE);
        BigDecimal typeGreatest = BigDecimal.valueOf(isInt ? Integer.MAX_VALUE : Long.MAX_VALUE);
        // A minimum above the type's range leaves no value: then the least is above the greatest.
        BigDecimal lower = field.min().orElse(typeLeast).max(typeLeast);
        BigDecimal upper = field.max().orElse(typeGreatest).min(typeGreatest);
        boolean empty = lower.compareTo(typeGreatest) > 0 || upper.compareTo(typeLeast) < 0;
        least = empty ? 1 : lower.setScale(0, RoundingMode.CEILING).longValueExact();
        greatest = empty ? 0 : upper.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    @Override
    @Nullable
    RejectionCode set(Event event) {
        long value;
        if (number.isZero()) {
            value = 0;
        } else if (number.isShort() && number.exponent() == 0) {
            value = number.isNegative() ? -number.significand() : number.significand();
        } else if (number.magnitude() > MAX_MAGNITUDE) {
            return RejectionCode.OUT_OF_RANGE;
        } else if (number.magnitude() <= 0) {
            return RejectionCode.NOT_AN_INTEGER;
        } else {
            BigDecimal exact = number.toBigDecimal().stripTrailingZeros();
            if (exact.scale() > 0) {
                return RejectionCode.NOT_AN_INTEGER;
            }
            if (exact.toBigInteger().bitLength() > 63) {
                return RejectionCode.OUT_OF_RANGE;
            }
            value = exact.longValueExact();
        }
        if (value < least || value > greatest) {
            return RejectionCode.OUT_OF_RANGE;
        }
        event.setLong(index, value);
        return null;
    }
}
