package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was evaluated can be applied: whatever the bytes, a failure comes before the id is recorded. */
final class PipelineRouteTest {
    private static final int SCHEMA = 7;
    private static final int ENVELOPE_END = EventEncoder.HEADER_LENGTH + 3;
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: all
            event:
              fields:
                - {name: text, type: string}
                - {name: flag, type: boolean}
                - {name: whole, type: long}
                - {name: real, type: double, optional: true}
                - {name: exact, type: "decimal(38,4)", optional: true}
                - {name: day, type: date}
                - {name: device, type: uuid, optional: true}
            lateness: 1d
            rollups:
              - name: plain
                dimensions: [text, flag, day]
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: n, type: count}
                  - {name: whole_sum, type: sum, field: whole}
                  - {name: real_sum, type: sum, field: real}
                  - {name: real_max, type: max, field: real}
                  - {name: exact_avg, type: avg, field: exact}
                  - {name: exact_min, type: min, field: exact}
                  - {name: whole_variance, type: variance, field: whole}
                  - {name: real_deviation, type: stddev, field: real}
                  - {name: exact_deviation, type: stddev, field: exact}
                  - {name: first_text, type: first, field: text}
                  - {name: last_device, type: last, field: device}
                  - {name: last_exact, type: last, field: exact}
                  - {name: real_median, type: quantile, field: real, q: 0.5}
                  - {name: exact_p99, type: quantile, field: exact, q: 0.99, accuracy: 0.001}
                  - {name: devices, type: distinct, field: device}
                  - {name: texts, type: distinct, field: text}
              - name: odd
                dimensions: [exact, real, device]
                window: {type: tumbling, size: 1h, offset: 10m}
                measures:
                  - {name: n, type: count}
                  - {name: exact_sum, type: sum, field: exact}
            """;

    private final ActivePipeline pipeline = ActivePipeline.of(
            new PipelineRecord(
                    "acme",
                    "all",
                    List.of(new PipelineRecord.Version(1, DEFINITION, "", SCHEMA, Instant.EPOCH)),
                    List.of(generation("plain"), generation("odd"))),
            0,
            DefinitionReader::read);

    private static PipelineRecord.Generation generation(String rollup) {
        return PipelineRecord.Generation.first(rollup, new RollupLayout(86_400_000, 4), Instant.EPOCH);
    }

    private byte[] event(Random random) {
        Event event = new Event(pipeline.schema());
        event.setEnvelope(random.nextInt(), 0, 0);
        event.setString(0, "t" + random.nextInt(3));
        event.setLong(1, random.nextInt(2));
        event.setLong(2, random.nextLong());
        if (random.nextBoolean()) {
            event.setDouble(3, random.nextGaussian());
        }
        if (random.nextBoolean()) {
            byte[] unscaled = new BigInteger(100, random).toByteArray();
            event.setSlice(4, unscaled, 0, unscaled.length);
        }
        event.setLong(5, random.nextInt(100));
        if (random.nextBoolean()) {
            event.setString(6, new UUID(random.nextLong(), random.nextLong()).toString());
        }
        ByteWriter out = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, out);
        return out.toByteArray();
    }

    @Test
    void shouldApplyWhatItEvaluatedWhateverTheBytes() {
        // Given
        PipelineRoute route = new PipelineRoute(pipeline);
        PartialAggregates partials = new PartialAggregates();
        Random random = new Random(5);
        int evaluated = 0;
        int failed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = event(random);
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                int index = ENVELOPE_END + random.nextInt(bytes.length - ENVELOPE_END);
                bytes[index] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
            }
            // When
            try {
                long eventTime = new ByteReader(bytes, EventEncoder.HEADER_LENGTH, Long.BYTES).readVarLong();
                route.evaluate(new EventId(random.nextLong(), random.nextLong()), SCHEMA, eventTime, 0, bytes);
            } catch (RuntimeException malformed) {
                failed++;
                continue;
            }
            // Then
            evaluated++;
            route.applyTo(partials, new TableRows());
            requireReadable(partials);
        }
        assertThat(evaluated).isGreaterThan(1_000);
        assertThat(failed).isGreaterThan(1_000);
    }

    /** As the aggregate stage and every reader must be able to. */
    private void requireReadable(PartialAggregates partials) {
        List<byte[]> bundles = new ArrayList<>();
        partials.drainTo(new PartialBundles(1, (key, bundle) -> bundles.add(bundle)));
        for (byte[] bundle : bundles) {
            PartialBundles.read(bundle, this::requireReadable);
        }
    }

    private void requireReadable(ByteReader key, ByteReader value) {
        var rollup = pipeline.rollup(Partial.readTarget(key).rollup()).orElseThrow();
        Partial.readKind(value);
        value.readVarLong();
        value.readVarLong();
        RollupState state = rollup.plan().newState();
        state.mergeFrom(value);
        assertThat(rollup.plan().measuresJson(state)).startsWith("{\"n\":1,");
        assertThat(rollup.plan().groups().decode(new GroupKey(key.readBytes(key.remaining()))))
                .hasSize(3);
    }
}
