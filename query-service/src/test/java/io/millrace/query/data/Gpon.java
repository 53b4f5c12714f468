package io.millrace.query.data;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.Value;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A pipeline of tenant {@code acme} and rows of it. */
public final class Gpon {
    public static final String TENANT = "acme";
    public static final String PIPELINE = "gpon";
    public static final String ROLLUP = "province_5m";
    public static final Duration LATENESS = Duration.ofHours(1);
    public static final long WINDOW = Duration.ofMinutes(5).toMillis();

    private static final List<FieldDefinition> FIELDS = List.of(
            field("province", FieldType.of(FieldType.Kind.STRING)),
            field("port", FieldType.of(FieldType.Kind.INT)),
            field("serial", FieldType.of(FieldType.Kind.LONG)),
            field("ratio", FieldType.of(FieldType.Kind.DOUBLE)),
            field("price", FieldType.decimal(6, 2)),
            field("active", FieldType.of(FieldType.Kind.BOOLEAN)),
            field("installed_at", FieldType.of(FieldType.Kind.TIMESTAMP)),
            field("installed_on", FieldType.of(FieldType.Kind.DATE)),
            field("device", FieldType.of(FieldType.Kind.UUID)));
    private static final List<RollupDefinition> ROLLUPS = List.of(
            rollup(ROLLUP, List.of("province", "port")),
            rollup("typed", FIELDS.stream().map(FieldDefinition::name).toList()),
            rollup("total", List.of()),
            rollup(
                    "measured",
                    List.of(),
                    MeasureDefinition.of("mean", MeasureDefinition.Type.AVG, Optional.of("ratio")),
                    MeasureDefinition.of("total", MeasureDefinition.Type.SUM, Optional.of("serial"))));

    private Gpon() {}

    /** Rollups: {@code province_5m} by province and port, {@code typed} by a dimension of every type, {@code total} and {@code measured} by none. */
    public static ActivePipeline pipeline() {
        return pipeline(1, new RollupLayout(12 * WINDOW, 4));
    }

    /**
     * The text of a definition with one rollup, {@code speeds}, that counts.
     *
     * @param window {@code type: …}
     */
    public static String speeds(String dimension, String window) {
        return """
                apiVersion: millrace/v1
                pipeline: gpon
                event:
                  fields:
                    - {name: province, type: string}
                    - {name: device, type: string}
                rollups:
                  - name: speeds
                    dimensions: [%s]
                    window: {%s}
                    measures: [{name: n, type: count}]
                """.formatted(dimension, window);
    }

    /** Only {@code province_5m}, with other windows. */
    public static ActivePipeline pipeline(WindowDefinition window, RollupLayout layout) {
        RollupDefinition rollup = rollup(ROLLUP, List.of("province", "port"));
        return pipeline(
                1,
                layout,
                List.of(new RollupDefinition(
                        ROLLUP, rollup.dimensions(), window, rollup.maxGroups(), rollup.measures())));
    }

    public static ActivePipeline pipeline(int generation, RollupLayout layout) {
        return pipeline(generation, layout, ROLLUPS);
    }

    private static ActivePipeline pipeline(int generation, RollupLayout layout, List<RollupDefinition> rollups) {
        EventDefinition event = new EventDefinition(
                FIELDS, Optional.empty(), List.of(), Duration.ofHours(1), EventDefinition.UnknownFields.IGNORE);
        PipelineDefinition definition = new PipelineDefinition(
                PIPELINE,
                event,
                LATENESS,
                List.of(),
                List.of(),
                Optional.empty(),
                rollups,
                List.of(),
                List.of(new PipelineDefinition.AlertDefinition(
                        "saturated",
                        ROLLUP,
                        "readings > 1",
                        1,
                        PipelineDefinition.AlertDefinition.Judge.CHANGE,
                        Duration.ofSeconds(10))),
                new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)),
                List.of());
        Instant since = Instant.parse("2019-08-01T00:00:00Z");
        PipelineRecord record = new PipelineRecord(
                TENANT,
                PIPELINE,
                List.of(new PipelineRecord.Version(1, "definition", "fingerprint", 1, since)),
                definition.rollups().stream()
                        .map(rollup -> new PipelineRecord.Generation(
                                rollup.name(), generation, 1, layout, TimeInterval.ALWAYS, Long.MIN_VALUE, since))
                        .toList());
        return ActivePipeline.of(record, 0, source -> definition);
    }

    public static ActiveRollup rollup() {
        return pipeline().rollup(ROLLUP).orElseThrow();
    }

    private static FieldDefinition field(String name, FieldType type) {
        return new FieldDefinition(
                name,
                type,
                name,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RollupDefinition rollup(String name, List<String> dimensions) {
        return rollup(
                name,
                dimensions,
                MeasureDefinition.of("readings", MeasureDefinition.Type.COUNT, Optional.empty()),
                MeasureDefinition.of("samples", MeasureDefinition.Type.COUNT, Optional.empty()));
    }

    private static RollupDefinition rollup(String name, List<String> dimensions, MeasureDefinition... measures) {
        return new RollupDefinition(
                name,
                dimensions,
                new WindowDefinition.Tumbling(Duration.ofMillis(WINDOW), Duration.ZERO),
                OptionalInt.empty(),
                List.of(measures));
    }

    /** A group of {@code province_5m}. */
    public static GroupKey group(Value province, Value port) {
        return group(rollup(), List.of(province, port));
    }

    public static GroupKey group(String province, long port) {
        return group(new Value.Text(province), new Value.Whole(port));
    }

    public static GroupKey group(ActiveRollup rollup, List<Value> values) {
        ByteWriter out = new ByteWriter();
        for (int dimension = 0; dimension < values.size(); dimension++) {
            byte[] bytes = rollup.plan().groups().encodeValue(dimension, values.get(dimension));
            out.writeBytes(bytes, 0, bytes.length);
        }
        return new GroupKey(out.toByteArray());
    }

    /** A stored row of {@code province_5m} that counts so many events; its readable measures are wrong on purpose. */
    public static RollupRow row(Instant windowStart, GroupKey group, int part, long events) {
        return row(rollup(), windowStart.toEpochMilli(), group, part, events);
    }

    public static RollupRow row(ActiveRollup rollup, long windowStart, GroupKey group, int part, long events) {
        return row(rollup, windowStart, windowStart + WINDOW, group, part, events);
    }

    public static RollupRow row(
            ActiveRollup rollup, long windowStart, long windowEnd, GroupKey group, int part, long events) {
        RollupLayout layout = rollup.layout();
        RollupRow.Partition partition = new RollupRow.Partition(
                TENANT,
                PIPELINE,
                rollup.name(),
                rollup.generation(),
                layout.bucketOf(windowStart),
                layout.shardOf(group));
        return new RollupRow(
                new RollupRow.Key(partition, group, windowStart, part),
                windowEnd,
                events,
                "{\"readings\":-1,\"samples\":-1}",
                state(rollup, events),
                1);
    }

    /** What a state that counted so many events writes. */
    private static byte[] state(ActiveRollup rollup, long events) {
        RollupState state = rollup.plan().newState();
        RollupState power = rollup.plan().newState();
        power.add(new Event(pipeline().schema()));
        for (long rest = events; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                state.merge(power);
            }
            RollupState twice = rollup.plan().newState();
            twice.merge(power);
            twice.merge(power);
            power = twice;
        }
        return bytes(state);
    }

    /** A stored row of {@code measured} whose events have these ratios, and each a serial of the greatest long. */
    public static RollupRow measured(Instant windowStart, int part, double... ratios) {
        ActiveRollup rollup = pipeline().rollup("measured").orElseThrow();
        RollupState state = rollup.plan().newState();
        Event event = new Event(pipeline().schema());
        for (double ratio : ratios) {
            event.setDouble(event.schema().indexOf("ratio"), ratio);
            event.setLong(event.schema().indexOf("serial"), Long.MAX_VALUE);
            state.add(event);
        }
        RollupRow row = row(rollup, windowStart.toEpochMilli(), new GroupKey(new byte[0]), part, ratios.length);
        return new RollupRow(row.key(), row.windowEnd(), ratios.length, "{}", bytes(state), 1);
    }

    private static byte[] bytes(RollupState state) {
        ByteWriter out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }

    /** Each window start in {@code [from, to)}. */
    public static List<Long> windows(Instant from, Instant to) {
        List<Long> starts = new ArrayList<>();
        for (long start = from.toEpochMilli(); start < to.toEpochMilli(); start += WINDOW) {
            starts.add(start);
        }
        return starts;
    }
}
