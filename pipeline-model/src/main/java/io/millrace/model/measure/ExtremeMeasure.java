package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * {@code min} and {@code max} of a field of numbers, timestamps or dates; the result has the field's type. Error bound: zero.
 *
 * <p>State: a byte {@code 0} if there was no value, else {@code 1} and the value: a varint, eight bytes of a double, or a decimal's shortest two's
 * complement behind its length.
 *
 * @param field index of the field in the event
 * @param type of the field
 * @param greatest whether it is {@code max}
 */
record ExtremeMeasure(MeasureDefinition definition, int field, FieldType type, boolean greatest) implements Measure {
    @Override
    public Accumulator create() {
        return switch (type.kind()) {
            case INT, LONG, TIMESTAMP, DATE -> new WholeExtreme(this);
            case DOUBLE -> new RealExtreme(this);
            case DECIMAL -> new DecimalExtreme(this);
            case STRING, BOOLEAN, UUID -> throw new IllegalStateException("bound to a field of type " + type);
        };
    }

    private abstract static class Extreme implements Accumulator {
        final ExtremeMeasure measure;
        private boolean seen;

        Extreme(ExtremeMeasure measure) {
            this.measure = measure;
        }

        /** Whether the value that compares to the one so far like this takes its place. */
        final boolean wins(int comparison) {
            return !seen || (measure.greatest ? comparison > 0 : comparison < 0);
        }

        final void see() {
            seen = true;
        }

        abstract void offer(Extreme other);

        abstract void offerFrom(ByteReader in);

        abstract void writeValue(ByteWriter out);

        abstract Value value();

        @Override
        public final void merge(Accumulator other) {
            Extreme extreme = (Extreme) other;
            if (extreme.seen) {
                offer(extreme);
            }
        }

        @Override
        public final void mergeFrom(ByteReader in) {
            if (in.readFlag()) {
                offerFrom(in);
            }
        }

        @Override
        public final void write(ByteWriter out) {
            out.writeByte(seen ? 1 : 0);
            if (seen) {
                writeValue(out);
            }
        }

        @Override
        public final long bytes() {
            return 40;
        }

        @Override
        public final Value finish() {
            return seen ? value() : Value.MISSING;
        }
    }

    private static final class WholeExtreme extends Extreme {
        private long value;

        WholeExtreme(ExtremeMeasure measure) {
            super(measure);
        }

        private void offer(long candidate) {
            if (wins(Long.compare(candidate, value))) {
                value = candidate;
                see();
            }
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                offer(event.asLong(measure.field));
            }
        }

        @Override
        void offer(Extreme other) {
            offer(((WholeExtreme) other).value);
        }

        @Override
        void offerFrom(ByteReader in) {
            offer(in.readVarLong());
        }

        @Override
        void writeValue(ByteWriter out) {
            out.writeVarLong(value);
        }

        @Override
        Value value() {
            return switch (measure.type.kind()) {
                case TIMESTAMP -> new Value.Time(Instant.ofEpochMilli(value));
                case DATE -> new Value.Day(LocalDate.ofEpochDay(value));
                default -> new Value.Whole(value);
            };
        }
    }

    /** What is not finite is no value. */
    private static final class RealExtreme extends Extreme {
        private double value;

        RealExtreme(ExtremeMeasure measure) {
            super(measure);
        }

        private void offer(double candidate) {
            if (Double.isFinite(candidate) && wins(candidate < value ? -1 : candidate > value ? 1 : 0)) {
                // Zero has one sign, whichever came first.
                value = candidate + 0.0;
                see();
            }
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                offer(event.asDouble(measure.field));
            }
        }

        @Override
        void offer(Extreme other) {
            offer(((RealExtreme) other).value);
        }

        @Override
        void offerFrom(ByteReader in) {
            offer(in.readDouble());
        }

        @Override
        void writeValue(ByteWriter out) {
            out.writeDouble(value);
        }

        @Override
        Value value() {
            return new Value.Real(value);
        }
    }

    private static final class DecimalExtreme extends Extreme {
        private long high;
        private long low;

        DecimalExtreme(ExtremeMeasure measure) {
            super(measure);
        }

        private void offer(long otherHigh, long otherLow) {
            if (wins(Integer128.compare(otherHigh, otherLow, high, low))) {
                high = otherHigh;
                low = otherLow;
                see();
            }
        }

        private void offer(byte[] bytes, int offset, int length) {
            int surplus = Integer128.surplus(bytes, offset, length);
            offer(
                    Integer128.highOf(bytes, offset + surplus, length - surplus),
                    Integer128.lowOf(bytes, offset + surplus, length - surplus));
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                offer(event.bytes(), event.sliceOffset(measure.field), event.sliceLength(measure.field));
            }
        }

        @Override
        void offer(Extreme other) {
            DecimalExtreme extreme = (DecimalExtreme) other;
            offer(extreme.high, extreme.low);
        }

        @Override
        void offerFrom(ByteReader in) {
            int length = in.readLength();
            offer(in.array(), in.position(), length);
            in.skip(length);
        }

        @Override
        void writeValue(ByteWriter out) {
            Integer128.write(high, low, out);
        }

        @Override
        Value value() {
            return new Value.Exact(new BigDecimal(Integer128.toBigInteger(high, low), measure.type.scale()));
        }
    }
}
