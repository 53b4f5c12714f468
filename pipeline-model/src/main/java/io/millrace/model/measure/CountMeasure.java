package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;

/** {@code count}: how many events. Error bound: zero. State: a varint. */
record CountMeasure(MeasureDefinition definition) implements Measure {
    @Override
    public Accumulator create() {
        return new Counter();
    }

    private static final class Counter implements Accumulator {
        private long count;

        @Override
        public void add(Event event) {
            count++;
        }

        @Override
        public void merge(Accumulator other) {
            count += ((Counter) other).count;
        }

        @Override
        public void mergeFrom(ByteReader in) {
            count += in.readCount();
        }

        @Override
        public void write(ByteWriter out) {
            out.writeUnsigned(count);
        }

        @Override
        public long bytes() {
            return 24;
        }

        @Override
        public Value finish() {
            return new Value.Whole(count);
        }
    }
}
