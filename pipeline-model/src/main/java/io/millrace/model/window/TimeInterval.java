package io.millrace.model.window;

/**
 * A half-open interval of event time, {@code [from, until)}.
 *
 * @param from ms since the epoch; {@link Long#MIN_VALUE} = from the beginning
 * @param until ms since the epoch; {@link Long#MAX_VALUE} = without end
 */
public record TimeInterval(long from, long until) {
    public static final TimeInterval ALWAYS = new TimeInterval(Long.MIN_VALUE, Long.MAX_VALUE);

    /** Holds nothing. */
    public static final TimeInterval NEVER = new TimeInterval(0, 0);

    public TimeInterval {
        if (from > until) {
            throw new IllegalArgumentException("ends before it begins: " + from + " to " + until);
        }
    }

    public boolean isEmpty() {
        return from == until;
    }

    public boolean contains(long time) {
        return time >= from && time < until;
    }

    /** What of it is before {@code end}. */
    public TimeInterval before(long end) {
        return end <= from ? NEVER : new TimeInterval(from, Math.min(until, end));
    }

    /** What of it is not before {@code start}. */
    public TimeInterval since(long start) {
        return start >= until ? NEVER : new TimeInterval(Math.max(from, start), until);
    }

    /** The least interval that holds both. */
    public TimeInterval around(TimeInterval other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new TimeInterval(Math.min(from, other.from), Math.max(until, other.until));
    }

    /** This interval with an end that is later by {@code millis}, unless it has none. */
    public TimeInterval extended(long millis) {
        return isEmpty() || until == Long.MAX_VALUE ? this : new TimeInterval(from, Math.addExact(until, millis));
    }
}
