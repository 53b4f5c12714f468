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
import java.math.RoundingMode;

/**
 * {@code quantile} of a numeric field: of {@code n} values the one of rank {@code ceil(q·n)}, within the relative accuracy asked for (a DDSketch).
 * The least and the greatest value are exact. A double; of decimals a decimal with six more digits.
 *
 * <p>State: a varint count; unless it is zero, the least and the greatest value as doubles; unless they are equal, a byte of the level, a varint
 * number of buckets, and each bucket's distance to the one before it (of the first: its key, zigzag) and count, as varints.
 *
 * @param field index of the field in the event
 * @param type of the field; a decimal is measured by its unscaled value
 * @param limit of buckets; if the values are in more of them, the accuracy is about halved, once or more often
 */
record QuantileMeasure(
        MeasureDefinition definition, int field, FieldType type, BigDecimal q, LogarithmicBuckets buckets, int limit)
        implements Measure {
    /** At an accuracy of 0.01 buckets for 71 powers of ten, at 0.001 for seven. */
    static final int BUCKET_LIMIT = 8_192;

    /** Digits that the quantile of decimals has more than they have. */
    static final int MORE_DIGITS = 6;

    /** All keys of all accuracies are the same or next to zero after that. */
    private static final int GREATEST_LEVEL = 24;

    @Override
    public Accumulator create() {
        return new Sketch(this);
    }

    /** What is not finite is no value. */
    private static final class Sketch implements Accumulator {
        private final QuantileMeasure measure;
        private final FieldType.Kind kind;
        private final LogarithmicBuckets buckets;
        private final BucketCounts counts;
        private long count;
        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        Sketch(QuantileMeasure measure) {
            this.measure = measure;
            kind = measure.type.kind();
            buckets = measure.buckets;
            counts = new BucketCounts(measure.limit);
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                double value = value(event);
                if (Double.isFinite(value)) {
                    add(value, 1);
                }
            }
        }

        private double value(Event event) {
            return switch (kind) {
                case DOUBLE -> event.asDouble(measure.field) + 0.0;
                case DECIMAL -> unscaled(event);
                default -> event.asLong(measure.field);
            };
        }

        private double unscaled(Event event) {
            byte[] bytes = event.bytes();
            int length = event.sliceLength(measure.field);
            int surplus = Integer128.surplus(bytes, event.sliceOffset(measure.field), length);
            int offset = event.sliceOffset(measure.field) + surplus;
            long high = Integer128.highOf(bytes, offset, length - surplus);
            long low = Integer128.lowOf(bytes, offset, length - surplus);
            return high == low >> 63 ? low : high * 0x1p64 + (low >>> 1) * 2.0;
        }

        private void add(double value, long times) {
            counts.add(buckets.keyOf(value), times);
            count += times;
            if (value < least) {
                least = value;
            }
            if (value > greatest) {
                greatest = value;
            }
        }

        @Override
        public void merge(Accumulator accumulator) {
            Sketch other = (Sketch) accumulator;
            counts.add(other.counts);
            count += other.count;
            least = Math.min(least, other.least);
            greatest = Math.max(greatest, other.greatest);
        }

        @Override
        public void mergeFrom(ByteReader in) {
            long more = in.readCount();
            if (more == 0) {
                return;
            }
            double from = in.readDouble() + 0.0;
            double to = in.readDouble() + 0.0;
            if (!Double.isFinite(from) || !Double.isFinite(to) || from > to) {
                throw new MalformedBytesException("values from " + from + " to " + to);
            }
            if (from == to) {
                add(from, more);
                return;
            }
            addBucketsFrom(in, more);
            count += more;
            least = Math.min(least, from);
            greatest = Math.max(greatest, to);
        }

        private void addBucketsFrom(ByteReader in, long total) {
            int level = in.readByte();
            long size = in.readCount();
            if (level < 0 || level > GREATEST_LEVEL || size < 1 || size > measure.limit) {
                throw new MalformedBytesException(size + " buckets of level " + level);
            }
            int bound = BucketCounts.raised(buckets.greatestKey(), level);
            counts.raiseTo(level);
            counts.reserve((int) size);
            long key = in.readVarInt();
            long rest = total;
            for (long index = 0; index < size; index++) {
                if (index > 0) {
                    long step = in.readCount();
                    key = step < 1 || step > 2L * bound ? Long.MAX_VALUE : key + step;
                }
                long times = in.readCount();
                rest -= times;
                if (Math.abs(key) > bound || times < 1 || rest < 0) {
                    throw new MalformedBytesException(times + " values in bucket " + key);
                }
                counts.addOf(level, (int) key, times);
            }
            if (rest != 0) {
                throw new MalformedBytesException(rest + " values in no bucket");
            }
        }

        @Override
        public void write(ByteWriter out) {
            out.writeUnsigned(count);
            if (count == 0) {
                return;
            }
            out.writeDouble(least);
            out.writeDouble(greatest);
            if (least == greatest) {
                return;
            }
            out.writeByte(counts.level());
            int[] keys = counts.sortedKeys();
            out.writeUnsigned(keys.length);
            out.writeVarLong(keys[0]);
            for (int index = 0; index < keys.length; index++) {
                if (index > 0) {
                    out.writeUnsigned(keys[index] - keys[index - 1]);
                }
                out.writeUnsigned(counts.count(keys[index]));
            }
        }

        @Override
        public long bytes() {
            return 72 + counts.bytes();
        }

        @Override
        public Value finish() {
            if (count == 0) {
                return Value.MISSING;
            }
            double estimate = estimate();
            if (kind != FieldType.Kind.DECIMAL) {
                return new Value.Real(estimate);
            }
            int scale = measure.type.scale();
            return new Value.Exact(new BigDecimal(estimate)
                    .movePointLeft(scale)
                    .setScale(scale + MORE_DIGITS, RoundingMode.HALF_EVEN));
        }

        private double estimate() {
            long rank = measure.q
                    .multiply(BigDecimal.valueOf(count))
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact();
            if (rank <= 1 || rank >= count) {
                return rank <= 1 ? least : greatest;
            }
            int[] keys = counts.sortedKeys();
            int index = 0;
            for (long below = counts.count(keys[0]); below < rank; below += counts.count(keys[index])) {
                index++;
            }
            return Math.max(least, Math.min(greatest, buckets.estimate(keys[index], counts.level())));
        }
    }
}
