package io.millrace.benchmarks.micro;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A rollup state of one measure: an event added, a partial aggregate merged from its bytes, written, finished. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before any benchmark.
public class MeasureBenchmark {
    private static final int EVENTS = 1_024;

    /** Type of the measure and of the field. */
    @Param({
        "sum long",
        "sum double",
        "avg double",
        "max long",
        "sum decimal(18,4)",
        "variance long",
        "variance double",
        "stddev decimal(18,4)",
        "last long",
        "last string",
        "quantile double",
        "quantile long",
        "distinct long",
        "distinct string"
    })
    private String measure = "sum long";

    private final Event[] events = new Event[EVENTS];
    private RollupPlan plan;
    private RollupState state;
    private byte[] written;
    private final ByteWriter out = new ByteWriter(256);

    @Setup
    public void setUp() {
        String[] words = measure.split(" ");
        String yaml = """
                apiVersion: millrace/v1
                pipeline: bench
                event:
                  fields: [{name: value, type: "TYPE"}]
                rollups:
                  - name: all_1m
                    dimensions: []
                    window: {type: tumbling, size: 1m}
                    measures: [{name: result, type: MEASURE, field: value}]
                """.replace("TYPE", words[1])
                .replace("MEASURE", words[0].equals("quantile") ? "quantile, q: 0.99" : words[0]);
        PipelineDefinition definition = DefinitionReader.read(yaml);
        EventSchema schema = EventSchema.of("bench", "bench", definition.event());
        plan = RollupPlan.of(definition.rollups().get(0), schema);
        SplittableRandom random = new SplittableRandom(1);
        state = plan.newState();
        for (int index = 0; index < EVENTS; index++) {
            Event event = new Event(schema);
            switch (words[1]) {
                case "long" -> event.setLong(0, random.nextLong(1_000_000_000));
                case "string" -> event.setString(0, "device-" + random.nextInt(1_000_000));
                case "double" -> event.setDouble(0, random.nextDouble() * 1_000_000);
                default -> {
                    byte[] unscaled = java.math.BigInteger.valueOf(random.nextLong(1_000_000_000))
                            .toByteArray();
                    event.setSlice(0, unscaled, 0, unscaled.length);
                }
            }
            event.setEnvelope(index, index, 0);
            event.setId(new EventId(random.nextLong(), random.nextLong()));
            events[index] = event;
            state.add(event);
        }
        state.write(out);
        written = out.toByteArray();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public RollupState add() {
        RollupState fresh = plan.newState();
        for (Event event : events) {
            fresh.add(event);
        }
        return fresh;
    }

    @Benchmark
    public RollupState mergeFromBytes() {
        RollupState fresh = plan.newState();
        fresh.mergeFrom(new ByteReader(written));
        return fresh;
    }

    @Benchmark
    public int write() {
        out.reset();
        state.write(out);
        return out.length();
    }

    @Benchmark
    public String finish() {
        return plan.measuresJson(state);
    }
}
