package io.millrace.batch;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.rollup.RollupLayout;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What happened to one pipeline: random events with every type, disorder, late ones, nulls and copies, some of which come so much later that they
 * count again; an expression that fails for some; and a lookup that changed.
 */
public final class History {
    public static final String TENANT = "acme";
    public static final String PIPELINE = "all-types";
    public static final int SCHEMA = 7;
    public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    public static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 2);

    private static final String[] PROVINCES = {"\"HKD\"", "\"NTO\"", "\"\"", "\"日本\"", "null"};

    private final Random random;
    private final PipelineRecord record;
    private final PipelineDefinition definition;
    private final EventSchema schema;
    private final EventIdentity identity;
    private final List<ArchivedEvent> events = new ArrayList<>();
    private long hand = START.toEpochMilli();
    private long appendTime = START.plus(Duration.ofDays(10)).toEpochMilli();

    /**
     * @param timeInId whether copies of an event have its time
     * @param lateness as the definition says it
     */
    public History(Random random, boolean timeInId, String lateness) {
        this.random = random;
        String source = source(timeInId, lateness);
        definition = DefinitionReader.read(source);
        record = new PipelineRecord(
                TENANT,
                PIPELINE,
                List.of(new PipelineRecord.Version(1, source, "1", SCHEMA, Instant.EPOCH)),
                definition.rollups().stream()
                        .map(rollup -> PipelineRecord.Generation.first(rollup.name(), LAYOUT, Instant.EPOCH))
                        .toList());
        schema = EventSchema.of(TENANT, PIPELINE, definition.event());
        identity = EventIdentity.of(TENANT, definition, schema);
    }

    private static String source(boolean timeInId, String lateness) {
        return """
                apiVersion: millrace/v1
                pipeline: all-types
                event:
                  fields:
                    - {name: province, type: string, optional: true}
                    - {name: device, type: string}
                    - {name: at, type: timestamp, format: epoch-ms}
                    - {name: up, type: boolean, optional: true}
                    - {name: small, type: int, optional: true}
                    - {name: big, type: long}
                    - {name: real, type: double, optional: true}
                    - {name: price, type: "decimal(12,3)", optional: true}
                    - {name: seen, type: timestamp, optional: true}
                    - {name: day, type: date, optional: true}
                    - {name: key, type: uuid, optional: true}
                  time: at
                  id: %s
                  maxAhead: 400d
                lateness: %s
                enrich: [{lookup: provinces, on: province, add: [region]}]
                derive:
                  - {name: ratio, type: long, expr: "big / small"}
                where: "big > -900"
                rollups:
                  - name: tumbling
                    dimensions: [region, province, up]
                    window: {type: tumbling, size: 5m, offset: 1m}
                    measures:
                      - {name: n, type: count}
                      - {name: busy, type: count, where: "big > 100"}
                      - {name: sum_real, type: sum, field: real}
                      - {name: avg_real, type: avg, field: real}
                      - {name: sum_price, type: sum, field: price}
                      - {name: sd, type: stddev, field: big}
                      - {name: least, type: min, field: seen}
                      - {name: most, type: max, field: day}
                      - {name: first_key, type: first, field: key}
                      - {name: last_ratio, type: last, field: ratio}
                      - {name: p99, type: quantile, field: real, q: 0.99}
                      - {name: devices, type: distinct, field: device}
                  - name: hopping
                    dimensions: [device]
                    window: {type: hopping, size: 15m, advance: 5m}
                    measures: [{name: n, type: count}, {name: avg_big, type: avg, field: big}]
                  - name: sessions
                    dimensions: [device]
                    window: {type: session, gap: 90s}
                    measures: [{name: n, type: count}, {name: sum_real, type: sum, field: real}]
                  - name: limited
                    dimensions: [device, small]
                    window: {type: tumbling, size: 10m}
                    maxGroups: 5
                    measures: [{name: n, type: count}, {name: sum_real, type: sum, field: real}]
                """.formatted(timeInId ? "[device, at]" : "[device, big]", lateness);
    }

    public PipelineDefinition definition() {
        return definition;
    }

    public PipelineRecord record() {
        return record;
    }

    /** As they stand in the topic. */
    public List<ArchivedEvent> events() {
        return events;
    }

    /** The definition and two versions of its lookup, put before the first event. */
    public DefinitionsView definitions() {
        DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
        definitions.lookups().put(lookup(1, Long.MIN_VALUE), 0, Optional.of(table("HKD,north\nNTO,south\n")));
        definitions
                .lookups()
                .put(
                        lookup(2, START.plus(Duration.ofHours(1)).toEpochMilli()),
                        1,
                        Optional.of(table("HKD,centre\n\"\",nowhere\n")));
        definitions.put(
                record.key(),
                ActivePipeline.of(
                        record, 2, DefinitionReader::read, definitions.lookups().of(TENANT)));
        definitions.advance(2);
        return definitions;
    }

    /** The pipeline is to be fed so from now on. */
    void announce(DefinitionsView definitions, List<PipelineRecord.Feed> feeds) {
        long offset = definitions.offset() + 1;
        definitions.put(
                record.key(),
                ActivePipeline.of(
                        record.feeding(feeds),
                        offset,
                        DefinitionReader::read,
                        definitions.lookups().of(TENANT)));
        definitions.advance(offset);
    }

    private static LookupVersionRecord lookup(int version, long validFrom) {
        LookupTable table = table("HKD,north\n");
        return new LookupVersionRecord(
                TENANT, "provinces", version, validFrom, table.shape(), 1, 1, 1, 0, "0", Instant.EPOCH);
    }

    private static LookupTable table(String rows) {
        try {
            return new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                    .read(
                            ("code,region\n" + rows).getBytes(StandardCharsets.UTF_8),
                            Optional.empty(),
                            Map.of(),
                            Map.of());
        } catch (io.millrace.model.lookup.InvalidLookupException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /**
     * Goes on.
     *
     * @param latest how far an event may be behind the newest, ms
     */
    public void happen(int count, int latest) throws Exception {
        for (int event = 0; event < count; event++) {
            appendTime += random.nextInt(20) == 0 ? random.nextInt(1_200_000) : random.nextInt(2_000);
            if (!events.isEmpty() && random.nextInt(4) == 0) {
                ArchivedEvent copied = events.get(events.size() - 1 - random.nextInt(Math.min(40, events.size())));
                append(copied.id(), copied.eventTime(), copied.payload());
            } else {
                appendNew(latest);
            }
        }
    }

    private void appendNew(int latest) throws Exception {
        hand += random.nextInt(30_000);
        long time = Math.floorDiv(hand - random.nextInt(random.nextInt(latest) + 1), 1_000L) * 1_000;
        String json = "{\"province\":" + PROVINCES[random.nextInt(PROVINCES.length)] + ",\"device\":\"d"
                + random.nextInt(6) + "\",\"at\":" + time + ",\"big\":" + (random.nextInt(2_000) - 1_000)
                + optional("up", random.nextBoolean()) + optional("small", random.nextInt(7) - 3)
                + optional("real", random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20))
                + optional("price", "\"" + random.nextInt(1_000_000) + "." + random.nextInt(1_000) + "\"")
                + optional("seen", "\"2026-01-01T00:00:0" + random.nextInt(10) + "Z\"")
                + optional("day", "\"2026-01-0" + (1 + random.nextInt(9)) + "\"")
                + optional("key", "\"6ba7b810-9dad-11d1-80b4-00c04fd430c" + random.nextInt(10) + "\"") + "}";
        Event event = new Event(schema);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = EventReaders.open(
                EventFormat.JSON, new ByteArrayInputStream(body), definition, schema, ReaderOptions.DEFAULT)) {
            if (!reader.next()) {
                throw new IllegalStateException(json);
            }
            reader.read(event, appendTime, 2);
        }
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        append(identity.declared(event), event.eventTime(), bytes.toByteArray());
    }

    private void append(EventId id, long eventTime, byte[] payload) {
        events.add(new ArchivedEvent(TENANT, PIPELINE, eventTime, id, 0, 3L * events.size(), appendTime, payload));
    }

    private String optional(String field, Object value) {
        return random.nextInt(5) == 0 ? "" : ",\"" + field + "\":" + value;
    }
}
