package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * {@code first} and {@code last}: the value of the earliest or latest event that has one, by event time, then event id (unsigned), then the
 * value itself, so that the order of arrival never matters. The result has the field's type. Error bound: zero.
 *
 * <p>State: a byte {@code 0} if there was no value, else {@code 1}, the event time, the event id and the value.
 *
 * @param field index of the field in the event
 * @param type of the field
 * @param latest whether it is {@code last}
 */
record FirstLastMeasure(MeasureDefinition definition, int field, FieldType type, boolean latest) implements Measure {
    @Override
    public Accumulator create() {
        return switch (type.kind()) {
            case INT, LONG, BOOLEAN, TIMESTAMP, DATE, DOUBLE -> new NumberEnd(this);
            case DECIMAL, UUID -> new WideEnd(this);
            case STRING -> new TextEnd(this);
        };
    }

    private abstract static class End implements Accumulator {
        final FirstLastMeasure measure;
        private boolean seen;
        private long time;
        private long idHigh;
        private long idLow;

        End(FirstLastMeasure measure) {
            this.measure = measure;
        }

        /** How an event compares to the one whose value this has; greater is better. If it is better it takes that one's place. */
        final int compareAndTake(long otherTime, long otherHigh, long otherLow) {
            int comparison = 1;
            if (seen) {
                comparison = Long.compare(otherTime, time);
                if (comparison == 0) {
                    comparison = Long.compareUnsigned(otherHigh, idHigh);
                }
                if (comparison == 0) {
                    comparison = Long.compareUnsigned(otherLow, idLow);
                }
                if (!measure.latest) {
                    comparison = -comparison;
                }
            }
            if (comparison > 0) {
                seen = true;
                time = otherTime;
                idHigh = otherHigh;
                idLow = otherLow;
            }
            return comparison;
        }

        /** Whether a value wins over another of the same event: copies may differ. */
        final boolean wins(int comparison) {
            return measure.latest ? comparison > 0 : comparison < 0;
        }

        /** Takes the value if the event is better, or the same and its value wins. */
        abstract void offer(Event event, int comparison);

        abstract void offer(End other, int comparison);

        abstract void offerFrom(ByteReader in, int comparison);

        abstract void writeValue(ByteWriter out);

        abstract Value value();

        @Override
        public final void add(Event event) {
            if (event.isPresent(measure.field)) {
                int comparison = compareAndTake(event.eventTime(), event.idHigh(), event.idLow());
                if (comparison >= 0) {
                    offer(event, comparison);
                }
            }
        }

        @Override
        public final void merge(Accumulator accumulator) {
            End other = (End) accumulator;
            if (other.seen) {
                int comparison = compareAndTake(other.time, other.idHigh, other.idLow);
                if (comparison >= 0) {
                    offer(other, comparison);
                }
            }
        }

        @Override
        public final void mergeFrom(ByteReader in) {
            if (in.readFlag()) {
                offerFrom(in, compareAndTake(in.readVarLong(), in.readLongBigEndian(), in.readLongBigEndian()));
            }
        }

        @Override
        public final void write(ByteWriter out) {
            out.writeByte(seen ? 1 : 0);
            if (seen) {
                out.writeVarLong(time);
                out.writeLongBigEndian(idHigh);
                out.writeLongBigEndian(idLow);
                writeValue(out);
            }
        }

        @Override
        public long bytes() {
            return 64;
        }

        @Override
        public final Value finish() {
            return seen ? value() : Value.MISSING;
        }
    }

    /** Whatever is a long, or the bits of a double. */
    private static final class NumberEnd extends End {
        private long value;

        NumberEnd(FirstLastMeasure measure) {
            super(measure);
        }

        private void offer(long candidate, int comparison) {
            if (comparison > 0 || (comparison == 0 && wins(Long.compare(candidate, value)))) {
                value = candidate;
            }
        }

        @Override
        void offer(Event event, int comparison) {
            offer(event.asLong(measure.field), comparison);
        }

        @Override
        void offer(End other, int comparison) {
            offer(((NumberEnd) other).value, comparison);
        }

        @Override
        void offerFrom(ByteReader in, int comparison) {
            offer(
                    switch (measure.type.kind()) {
                        case BOOLEAN -> in.readFlag() ? 1 : 0;
                        case DOUBLE -> readDouble(in);
                        case INT, DATE -> in.readVarInt();
                        default -> in.readVarLong();
                    },
                    comparison);
        }

        private static long readDouble(ByteReader in) {
            double number = in.readDouble();
            if (!Double.isFinite(number)) {
                throw new MalformedBytesException("not finite: " + number);
            }
            return Double.doubleToRawLongBits(number + 0.0);
        }

        @Override
        void writeValue(ByteWriter out) {
            switch (measure.type.kind()) {
                case BOOLEAN -> out.writeByte((int) value);
                case DOUBLE -> out.writeDouble(Double.longBitsToDouble(value));
                default -> out.writeVarLong(value);
            }
        }

        @Override
        Value value() {
            return switch (measure.type.kind()) {
                case BOOLEAN -> new Value.Truth(value != 0);
                case DOUBLE -> new Value.Real(Double.longBitsToDouble(value));
                case TIMESTAMP -> new Value.Time(Instant.ofEpochMilli(value));
                case DATE -> new Value.Day(LocalDate.ofEpochDay(value));
                default -> new Value.Whole(value);
            };
        }
    }

    /** Decimals and uuids: 128 bits. */
    private static final class WideEnd extends End {
        private long high;
        private long low;

        WideEnd(FirstLastMeasure measure) {
            super(measure);
        }

        private void offer(long otherHigh, long otherLow, int comparison) {
            if (comparison > 0 || (comparison == 0 && wins(Integer128.compare(otherHigh, otherLow, high, low)))) {
                high = otherHigh;
                low = otherLow;
            }
        }

        private void offer(byte[] bytes, int offset, int length, int comparison) {
            int surplus = Integer128.surplus(bytes, offset, length);
            offer(
                    Integer128.highOf(bytes, offset + surplus, length - surplus),
                    Integer128.lowOf(bytes, offset + surplus, length - surplus),
                    comparison);
        }

        @Override
        void offer(Event event, int comparison) {
            if (measure.type.kind() == FieldType.Kind.UUID) {
                offer(event.uuidHigh(measure.field), event.uuidLow(measure.field), comparison);
            } else {
                offer(event.bytes(), event.sliceOffset(measure.field), event.sliceLength(measure.field), comparison);
            }
        }

        @Override
        void offer(End other, int comparison) {
            WideEnd end = (WideEnd) other;
            offer(end.high, end.low, comparison);
        }

        @Override
        void offerFrom(ByteReader in, int comparison) {
            if (measure.type.kind() == FieldType.Kind.UUID) {
                offer(in.readLongBigEndian(), in.readLongBigEndian(), comparison);
            } else {
                int length = in.readLength();
                offer(in.array(), in.position(), length, comparison);
                in.skip(length);
            }
        }

        @Override
        void writeValue(ByteWriter out) {
            if (measure.type.kind() == FieldType.Kind.UUID) {
                out.writeLongBigEndian(high);
                out.writeLongBigEndian(low);
            } else {
                Integer128.write(high, low, out);
            }
        }

        @Override
        Value value() {
            return measure.type.kind() == FieldType.Kind.UUID
                    ? new Value.Identifier(new UUID(high, low))
                    : new Value.Exact(new BigDecimal(Integer128.toBigInteger(high, low), measure.type.scale()));
        }
    }

    /** Strings, as UTF-8 in an array that is used again. */
    private static final class TextEnd extends End {
        private byte[] text = {};
        private int length;

        TextEnd(FirstLastMeasure measure) {
            super(measure);
        }

        private void offer(byte[] source, int offset, int count, int comparison) {
            if (comparison > 0
                    || (comparison == 0
                            && wins(Arrays.compareUnsigned(source, offset, offset + count, text, 0, length)))) {
                if (text.length < count || text.length > 4 * count + 64) {
                    text = new byte[count];
                }
                System.arraycopy(source, offset, text, 0, count);
                length = count;
            }
        }

        @Override
        void offer(Event event, int comparison) {
            offer(event.bytes(), event.sliceOffset(measure.field), event.sliceLength(measure.field), comparison);
        }

        @Override
        void offer(End other, int comparison) {
            TextEnd end = (TextEnd) other;
            offer(end.text, 0, end.length, comparison);
        }

        @Override
        void offerFrom(ByteReader in, int comparison) {
            int count = in.readLength();
            offer(in.array(), in.position(), count, comparison);
            in.skip(count);
        }

        @Override
        void writeValue(ByteWriter out) {
            out.writeLengthPrefixed(text, 0, length);
        }

        @Override
        public long bytes() {
            return 96L + text.length;
        }

        @Override
        Value value() {
            return new Value.Text(new String(text, 0, length, StandardCharsets.UTF_8));
        }
    }
}
