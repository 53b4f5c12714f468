package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code distinct}: how many different values a field has. Up to {@link #exactLimit} of them are counted one by one, by their 64-bit hashes; of more
 * only the registers of a HyperLogLog are kept, with a standard error of {@code 1.04 / sqrt(2^precision)}. What is kept depends on the set of
 * hashes alone: one that is past the limit has only registers, however it came to be.
 *
 * <p>State: a varint: the number of hashes plus one, then the hashes, ascending as signed numbers, eight bytes each; or {@code 0}, then the
 * registers, six bits each.
 *
 * @param field index of the field in the event
 * @param type of the field
 * @param precision 4 to 18: 2^precision registers
 */
record DistinctMeasure(MeasureDefinition definition, int field, FieldType type, int precision) implements Measure {
    private static final int LEAST_EXACT_LIMIT = 16;

    /** How many values are counted exactly; twice as many hashes would take more memory than the registers. */
    int exactLimit() {
        return Math.max(LEAST_EXACT_LIMIT, 1 << (precision - 4));
    }

    @Override
    public Accumulator create() {
        return new Sketch(this);
    }

    private static final class Sketch implements Accumulator {
        private final DistinctMeasure measure;
        private final FieldType.Kind kind;
        private HashSet64 hashes = new HashSet64();
        private @Nullable Registers registers;

        Sketch(DistinctMeasure measure) {
            this.measure = measure;
            kind = measure.type.kind();
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                add(hash(event, measure.field));
            }
        }

        /** Integers of both sizes, times, booleans and doubles are eight bytes; decimals and uuids sixteen; strings UTF-8. */
        private long hash(Event event, int field) {
            return switch (kind) {
                case INT, LONG, BOOLEAN, TIMESTAMP, DATE -> Hash64.of(event.asLong(field));
                case DOUBLE -> Hash64.of(Double.doubleToLongBits(event.asDouble(field) + 0.0));
                case UUID -> Hash64.of(event.uuidHigh(field), event.uuidLow(field));
                case STRING -> Hash64.of(event.bytes(), event.sliceOffset(field), event.sliceLength(field));
                case DECIMAL -> {
                    byte[] bytes = event.bytes();
                    int length = event.sliceLength(field);
                    int surplus = Integer128.surplus(bytes, event.sliceOffset(field), length);
                    int offset = event.sliceOffset(field) + surplus;
                    yield Hash64.of(
                            Integer128.highOf(bytes, offset, length - surplus),
                            Integer128.lowOf(bytes, offset, length - surplus));
                }
            };
        }

        private void add(long hash) {
            if (registers != null) {
                registers.add(hash);
                return;
            }
            // Zero means an empty place; one hash more or less in 2^64 makes no difference.
            hashes.add(hash == 0 ? 1 : hash);
            if (hashes.size() > measure.exactLimit()) {
                toRegisters();
            }
        }

        private Registers toRegisters() {
            if (registers == null) {
                registers = new Registers(measure.precision);
                for (long hash : hashes.sorted()) {
                    registers.add(hash);
                }
                hashes = new HashSet64();
            }
            return registers;
        }

        @Override
        public void merge(Accumulator accumulator) {
            Sketch other = (Sketch) accumulator;
            if (other.registers != null) {
                toRegisters().add(other.registers);
            } else {
                for (long hash : other.hashes.sorted()) {
                    add(hash);
                }
            }
        }

        @Override
        public void mergeFrom(ByteReader in) {
            long size = in.readCount() - 1;
            if (size < 0) {
                toRegisters().addFrom(in);
                return;
            }
            if (size > measure.exactLimit()) {
                throw new MalformedBytesException(size + " hashes, more than are kept");
            }
            for (long index = 0; index < size; index++) {
                long hash = in.readLongBigEndian();
                if (hash == 0) {
                    throw new MalformedBytesException("a hash of zero");
                }
                add(hash);
            }
        }

        @Override
        public void write(ByteWriter out) {
            if (registers != null) {
                out.writeUnsigned(0);
                registers.write(out);
                return;
            }
            out.writeUnsigned(hashes.size() + 1);
            for (long hash : hashes.sorted()) {
                out.writeLongBigEndian(hash);
            }
        }

        @Override
        public long bytes() {
            return 40 + hashes.bytes() + (registers == null ? 0 : registers.bytes());
        }

        @Override
        public Value finish() {
            return new Value.Whole(registers == null ? hashes.size() : registers.estimate());
        }
    }
}
