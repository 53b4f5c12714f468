package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;

/**
 * A measure of the events for which a condition holds. Error bound and state are the measure's own.
 *
 * @param condition index of the field that says whether it holds
 */
record ConditionalMeasure(Measure measure, int condition) implements Measure {
    @Override
    public MeasureDefinition definition() {
        return measure.definition();
    }

    @Override
    public Accumulator create() {
        return new Conditional(measure.create(), condition);
    }

    private static final class Conditional implements Accumulator {
        private final Accumulator accumulator;
        private final int condition;

        Conditional(Accumulator accumulator, int condition) {
            this.accumulator = accumulator;
            this.condition = condition;
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(condition) && event.asLong(condition) != 0) {
                accumulator.add(event);
            }
        }

        @Override
        public void merge(Accumulator other) {
            accumulator.merge(((Conditional) other).accumulator);
        }

        @Override
        public void mergeFrom(ByteReader in) {
            accumulator.mergeFrom(in);
        }

        @Override
        public void write(ByteWriter out) {
            accumulator.write(out);
        }

        @Override
        public Value finish() {
            return accumulator.finish();
        }

        @Override
        public long bytes() {
            return 24 + accumulator.bytes();
        }
    }
}
