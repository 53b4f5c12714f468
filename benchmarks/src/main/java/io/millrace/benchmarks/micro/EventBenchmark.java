package io.millrace.benchmarks.micro;

import io.millrace.cli.sample.GponSample;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A reading of the gpon example: from CSV to an event, to its bytes in a topic, and back. Time an event. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before any benchmark.
public class EventBenchmark {
    private static final int EVENTS = 1_000;
    private static final long NOW = 1_800_000_000_000L;

    private PipelineDefinition definition;
    private EventSchema schema;
    private byte[] csv;
    private byte[] encoded;
    private Event event;
    private EventDecoder decoder;
    private final ByteWriter out = new ByteWriter(512);

    @Setup
    public void setUp() throws IOException, MalformedBodyException, RejectedRecordException {
        Path example = Path.of(System.getProperty("millrace.examples", "examples"), "gpon", "pipeline.yaml");
        definition = DefinitionReader.read(Files.readString(example));
        schema = EventSchema.of("bench", definition.pipeline(), definition.event());
        StringBuilder text = new StringBuilder();
        new GponSample(1, EVENTS, EVENTS, 0).writeTo(text);
        csv = text.toString().getBytes(StandardCharsets.UTF_8);
        event = new Event(schema);
        try (EventReader reader = open()) {
            reader.next();
            reader.read(event, NOW, 1);
        }
        EventEncoder.encode(event, 1, out);
        encoded = out.toByteArray();
        decoder = new EventDecoder(schema, schema);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long readCsv() throws IOException, MalformedBodyException, RejectedRecordException {
        long times = 0;
        Event read = new Event(schema);
        try (EventReader reader = open()) {
            while (reader.next()) {
                reader.read(read, NOW, 1);
                times += read.eventTime();
            }
        }
        return times;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int readCsvAndEncode() throws IOException, MalformedBodyException, RejectedRecordException {
        int bytes = 0;
        Event read = new Event(schema);
        try (EventReader reader = open()) {
            while (reader.next()) {
                reader.read(read, NOW, 1);
                out.reset();
                EventEncoder.encode(read, 1, out);
                bytes += out.length();
            }
        }
        return bytes;
    }

    @Benchmark
    public long decode() {
        decoder.decode(encoded, event);
        return event.eventTime();
    }

    private EventReader open() throws IOException, MalformedBodyException {
        return EventReaders.open(
                EventFormat.CSV, new ByteArrayInputStream(csv), definition, schema, ReaderOptions.DEFAULT);
    }
}
