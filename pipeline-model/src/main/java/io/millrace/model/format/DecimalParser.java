package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Decimals: exact, or refused; zeros at the end of the fraction are no digits. Kept in the fewest bytes, as Avro has them. */
final class DecimalParser extends NumericParser {
    private final int scale;
    private final int integerDigits;
    private final BigInteger least;
    private final BigInteger greatest;
    // The bounds again, as far as they fit: no value that is checked against them is beyond a long.
    private final long leastLong;
    private final long greatestLong;
    private final byte[] unscaled = new byte[Long.BYTES];

    DecimalParser(int index, FieldDefinition field) {
        super(index, field);
        scale = field.type().scale();
        integerDigits = field.type().precision() - scale;
        BigInteger bound = BigInteger.TEN.pow(field.type().precision()).subtract(BigInteger.ONE);
        least = field.min()
                .map(min -> unscaled(min, RoundingMode.CEILING))
                .orElse(bound.negate())
                .max(bound.negate());
        greatest = field.max()
                .map(max -> unscaled(max, RoundingMode.FLOOR))
                .orElse(bound)
                .min(bound);
        BigInteger longLeast = BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger longGreatest = BigInteger.valueOf(Long.MAX_VALUE);
        // Beyond a long on the wrong side, bounds leave no long value: then the least is above the greatest.
        boolean empty = least.compareTo(longGreatest) > 0 || greatest.compareTo(longLeast) < 0;
        leastLong = empty ? 1 : least.max(longLeast).longValueExact();
        greatestLong = empty ? 0 : greatest.min(longGreatest).longValueExact();
    }

    private BigInteger unscaled(BigDecimal bound, RoundingMode rounding) {
        return bound.setScale(scale, rounding).unscaledValue();
    }

    @Override
    @Nullable
    RejectionCode set(Event event) {
        int shift = number.exponent() + scale;
        if (number.isZero()) {
            return setLong(event, 0);
        }
        if (number.magnitude() > integerDigits) {
            return RejectionCode.OUT_OF_RANGE;
        }
        if (number.magnitude() <= -scale) {
            return RejectionCode.TOO_MANY_DIGITS;
        }
        // Below 10^18 either way: the magnitude plus the scale is how many digits the unscaled value has.
        if (number.isShort() && number.magnitude() + scale <= 18) {
            long value = number.significand();
            if (shift < 0) {
                long divisor = NumberText.power(-shift);
                if (value % divisor != 0) {
                    return RejectionCode.TOO_MANY_DIGITS;
                }
                value /= divisor;
            } else {
                value *= NumberText.power(shift);
            }
            return setLong(event, number.isNegative() ? -value : value);
        }
        BigDecimal exact = number.toBigDecimal().stripTrailingZeros();
        if (exact.scale() > scale) {
            return RejectionCode.TOO_MANY_DIGITS;
        }
        return setBig(event, exact.setScale(scale).unscaledValue());
    }

    private @Nullable RejectionCode setLong(Event event, long value) {
        if (value < leastLong || value > greatestLong) {
            return RejectionCode.OUT_OF_RANGE;
        }
        int length = Long.BYTES - (Long.numberOfLeadingZeros(value < 0 ? ~value : value) - 1) / 8;
        for (int at = 0; at < length; at++) {
            unscaled[at] = (byte) (value >> (8 * (length - 1 - at)));
        }
        event.setSlice(index, unscaled, 0, length);
        return null;
    }

    private @Nullable RejectionCode setBig(Event event, BigInteger value) {
        if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
            return RejectionCode.OUT_OF_RANGE;
        }
        byte[] bytes = value.toByteArray();
        event.setSlice(index, bytes, 0, bytes.length);
        return null;
    }
}
