package io.millrace.benchmarks.endtoend;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupLayout;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The events of all comparisons: a reading of one of 10,000 units, which belong to 1,000 devices, which belong to 30 regions. Seeded.
 */
final class Corpus {
    static final String TENANT = "bench";
    static final String PIPELINE = "readings";
    static final int SCHEMA_ID = 1;
    static final long WINDOW_MILLIS = 300_000;

    /** All that can be counted: rollups of 30, 1,000 and 10,000 groups. */
    static final List<String> ROLLUPS = List.of("region_5m", "device_5m", "unit_5m");

    /** Those of 30 and of 1,000 groups. */
    static final List<String> TWO_ROLLUPS = List.of("region_5m", "device_5m");

    /** The one of 1,000 groups. */
    static final List<String> ONE_ROLLUP = List.of("device_5m");

    private static final int UNITS = 10_000;
    private static final int DEVICES = 1_000;
    private static final int REGIONS = 30;

    /** Partitions of topics and of the archive. */
    static final int PARTITIONS = 4;

    /** As every generation of five-minute windows is laid out. */
    static final RollupLayout LAYOUT = new RollupLayout(12 * WINDOW_MILLIS, 4);

    /** The time of the first event, ms since the epoch. */
    static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** So many readings share a window. */
    static final long EVENTS_A_WINDOW = 1_000_000;

    private static final String MEASURES =
            "[{name: readings, type: count}, {name: total, type: sum, field: speed}, {name: most, type: max, field: speed}]";

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: region, type: string}
                - {name: device, type: string}
                - {name: unit, type: string}
                - {name: at, type: timestamp, format: epoch-ms}
                - {name: speed, type: long}
                - {name: note, type: string}
              time: at
            rollups:
              - {name: region_5m, dimensions: [region], window: {type: tumbling, size: 5m}, measures: MEASURES}
              - {name: device_5m, dimensions: [device], window: {type: tumbling, size: 5m}, measures: MEASURES}
              - {name: unit_5m, dimensions: [unit], window: {type: tumbling, size: 5m}, measures: MEASURES}
            """.replace("MEASURES", MEASURES);

    private final SplittableRandom random = new SplittableRandom(42);
    private final long start;

    Corpus() {
        this(START);
    }

    /** The same readings at another time: from a window's start on, ms since the epoch. */
    Corpus(long start) {
        this.start = start;
    }

    static String definition() {
        return DEFINITION;
    }

    static EventSchema schema() {
        return pipeline(ROLLUPS).schema();
    }

    /**
     * @param rollups that are counted, of {@link #ROLLUPS}
     */
    static ActivePipeline pipeline(List<String> rollups) {
        PipelineRecord record = new PipelineRecord(
                TENANT,
                PIPELINE,
                List.of(new PipelineRecord.Version(1, DEFINITION, "bench", SCHEMA_ID, Instant.EPOCH)),
                rollups.stream()
                        .map(rollup -> PipelineRecord.Generation.first(rollup, LAYOUT, Instant.EPOCH))
                        .toList());
        return ActivePipeline.of(record, 0, DefinitionReader::read);
    }

    /** Fills in the next reading. */
    void next(Event event, long number) {
        int unit = random.nextInt(UNITS);
        event.clear();
        event.setString(0, "region-" + unit % REGIONS);
        event.setString(1, "device-" + unit % DEVICES);
        event.setString(2, "unit-" + unit);
        long at = timeOf(number);
        event.setLong(3, at);
        event.setLong(4, random.nextLong(1_000_000));
        event.setString(5, "");
        event.setEnvelope(at, at, 0);
    }

    /** When the reading with a number was made, ms since the epoch. */
    long timeOf(long number) {
        return start + number * WINDOW_MILLIS / EVENTS_A_WINDOW;
    }

    /** The number of the first reading that is made so many milliseconds after the first of all, or later. */
    static long numberAt(long millis) {
        return -Math.floorDiv(-millis * EVENTS_A_WINDOW, WINDOW_MILLIS);
    }

    /** The window of a time, ms since the epoch. */
    static long windowOf(long time) {
        return Math.floorDiv(time, WINDOW_MILLIS) * WINDOW_MILLIS;
    }

    /**
     * The id of the reading that {@link #next} gave, which no other reading has, nor one of the same number at another time.
     *
     * @param mayHaveCopies as one that declares its fields gets it, which is looked up; else as one gets it that declares none
     */
    EventId id(long number, boolean mayHaveCopies) {
        return id(start + number / 1_000, random, mayHaveCopies);
    }

    static EventId id(long time, SplittableRandom random, boolean mayHaveCopies) {
        long high = random.nextLong();
        long low = random.nextLong();
        return mayHaveCopies ? new EventId(((high ^ time) & ~0xF000L) | 0x8000L, low) : EventId.fresh(time, high, low);
    }

    static byte[] encoded(Event event, ByteWriter out) {
        return encoded(event, SCHEMA_ID, out);
    }

    static byte[] encoded(Event event, int schemaId, ByteWriter out) {
        out.reset();
        EventEncoder.encode(event, schemaId, out);
        return out.toByteArray();
    }

    /** A line of about 200 bytes, the same for CSV's columns and NDJSON's keys. */
    String line(long number, boolean csv) {
        int unit = random.nextInt(UNITS);
        String region = "region-" + unit % REGIONS;
        String device = "device-" + unit % DEVICES;
        long at = timeOf(number);
        long speed = random.nextLong(1_000_000);
        String line = csv
                ? String.join(",", region, device, "unit-" + unit, Long.toString(at), Long.toString(speed), "")
                : "{\"region\":\"" + region + "\",\"device\":\"" + device + "\",\"unit\":\"unit-" + unit + "\",\"at\":"
                        + at + ",\"speed\":" + speed + ",\"note\":\"";
        String end = csv ? "\n" : "\"}\n";
        return line + "x".repeat(Math.max(0, 200 - line.length() - end.length())) + end;
    }
}
