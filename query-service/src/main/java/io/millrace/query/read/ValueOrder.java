package io.millrace.query.read;

import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.util.Comparator;

/** The order of a measure's values; rows without one are last, from whichever end it is. */
record ValueOrder(boolean descending) implements Comparator<Value> {
    @Override
    public int compare(Value left, Value right) {
        boolean noLeft = left instanceof Value.Missing;
        boolean noRight = right instanceof Value.Missing;
        if (noLeft || noRight) {
            return Boolean.compare(noLeft, noRight);
        }
        int order = ascending(left, right);
        return descending ? -order : order;
    }

    private static int ascending(Value left, Value right) {
        if (left instanceof Value.Text one && right instanceof Value.Text other) {
            return one.value().compareTo(other.value());
        } else if (left instanceof Value.Time one && right instanceof Value.Time other) {
            return one.value().compareTo(other.value());
        } else if (left instanceof Value.Day one && right instanceof Value.Day other) {
            return one.value().compareTo(other.value());
        } else if (left instanceof Value.Truth one && right instanceof Value.Truth other) {
            return Boolean.compare(one.value(), other.value());
        } else if (left instanceof Value.Identifier one && right instanceof Value.Identifier other) {
            return one.value().toString().compareTo(other.value().toString());
        }
        return number(left).compareTo(number(right));
    }

    /** Exact, whichever kind of number: a measure may finish to whole numbers and longer ones. */
    private static BigDecimal number(Value value) {
        if (value instanceof Value.Whole whole) {
            return BigDecimal.valueOf(whole.value());
        } else if (value instanceof Value.BigWhole whole) {
            return new BigDecimal(whole.value());
        } else if (value instanceof Value.Real real) {
            return new BigDecimal(real.value());
        } else if (value instanceof Value.Exact exact) {
            return exact.value();
        }
        throw new IllegalArgumentException("values of a measure are of one type, not " + value);
    }
}
