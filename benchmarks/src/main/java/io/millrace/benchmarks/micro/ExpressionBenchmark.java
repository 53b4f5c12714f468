package io.millrace.benchmarks.micro;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookups;
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

/** An event decoded and evaluated, with one expression or all of them; {@code none} is the decoding alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before any benchmark.
public class ExpressionBenchmark {
    private static final int EVENTS = 1_024;

    /** What the definition computes. */
    @Param({"none", "sum", "filter", "text", "hour", "choice", "all"})
    private String expressions = "none";

    private final byte[][] encoded = new byte[EVENTS][];
    private Evaluation evaluation;
    private EventDecoder decoder;
    private Event event;

    @Setup
    public void setUp() {
        PipelineDefinition definition = DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: bench
                event:
                  fields:
                    - {name: province, type: string}
                    - {name: recorded_at, type: timestamp}
                    - {name: speed_in, type: long}
                    - {name: speed_out, type: long}
                """ + derivations());
        EventSchema schema = EventSchema.of("bench", "bench", definition.event());
        evaluation = Evaluation.of(definition, schema, Lookups.NONE);
        decoder = new EventDecoder(schema, evaluation.schema());
        event = new Event(evaluation.schema());
        SplittableRandom random = new SplittableRandom(1);
        Event sent = new Event(schema);
        for (int index = 0; index < EVENTS; index++) {
            sent.clear();
            sent.setString(0, random.nextBoolean() ? "HKD" : "BEI");
            sent.setLong(1, 1_700_000_000_000L + random.nextInt(1_000_000_000));
            sent.setLong(2, random.nextInt(1_000_000_000));
            sent.setLong(3, random.nextInt(1_000_000_000));
            ByteWriter out = new ByteWriter();
            EventEncoder.encode(sent, 1, out);
            encoded[index] = out.toByteArray();
        }
    }

    private String derivations() {
        String sum = "  - {name: speed_total, type: long, expr: speed_in + speed_out}\n";
        String text = "  - {name: is_south, type: boolean, expr: \"province in ['HKD', 'HKI'] || province == 'GZ'\"}\n";
        String hour = "  - {name: local_hour, type: int, expr: \"recorded_at.getHours('Asia/Shanghai')\"}\n";
        String choice = "  - {name: ratio, type: double, "
                + "expr: \"speed_in == 0 ? 0.0 : double(speed_out) / double(speed_in)\"}\n";
        String where = "where: speed_in > 1000 && speed_out >= 0\n";
        return switch (expressions) {
            case "none" -> "";
            case "sum" -> "derive:\n" + sum;
            case "text" -> "derive:\n" + text;
            case "hour" -> "derive:\n" + hour;
            case "choice" -> "derive:\n" + choice;
            case "filter" -> where;
            default -> "derive:\n" + sum + text + hour + choice + where;
        };
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int evaluate() {
        int counted = 0;
        for (byte[] bytes : encoded) {
            decoder.decode(bytes, event);
            counted += evaluation.evaluate(event, Evaluation.MissingKeys.IGNORED) ? 1 : 0;
        }
        return counted;
    }
}
