package io.millrace.batch;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionChange;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.event.EventSchema;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What happened to a pipeline whose definition changes at random while random events come: expressions fail under one version and not under another, for fields that a rollup
 * uses and for others; copies come again under a later version, as repaired dead letters do.
 */
final class ChangingHistory {
    static final String PIPELINE = "changing";
    private static final long MINUTE = 60_000;

    /** A time at which windows of all rollups start. */
    private static final long COMMON = 30 * MINUTE;

    private static final List<String> EXPRESSIONS =
            List.of("a / b", "a / (b - 1)", "a % (b - 2)", "a * b", "a + b", "9223372036854775807 - a * (b - 3)");
    private static final List<String> CONDITIONS = List.of("a > 3", "a / b > 1", "y > 2", "x > 0", "b % (a - 1) > 0");
    private static final List<String> FILTERS = List.of("", "", "where: \"a > -4\"", "where: \"x != 2\"");

    private final Random random;
    private final boolean timeInId;
    private final List<PipelineRecord> records = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    /** By version: how many events there were when it began to accept. */
    private final List<Integer> acceptedFrom = new ArrayList<>();

    private final List<ArchivedEvent> events = new ArrayList<>();
    private final List<Long> stamps = new ArrayList<>();
    private long hand = History.START.toEpochMilli();
    private long greatest = Long.MIN_VALUE;
    private long boundary = Long.MIN_VALUE;
    private long appendTime = History.START.plus(Duration.ofDays(10)).toEpochMilli();

    ChangingHistory(Random random, boolean timeInId) {
        this.random = random;
        this.timeInId = timeInId;
        change();
    }

    /** The definition changes, as ingest would have it: what comes to mean something else gets a generation of its own. */
    void change() {
        int number = records.size() + 1;
        String source = source(number);
        PipelineDefinition definition = DefinitionReader.read(source);
        // Behind all that events were stamped with so far; nobody else appends between that and the version.
        long after = offsets.isEmpty() ? 4 : offsets.get(offsets.size() - 1) + 1 + random.nextInt(3);
        Version version = version(number, source, after);
        List<Version> versions = new ArrayList<>();
        List<Generation> generations = new ArrayList<>();
        if (records.isEmpty()) {
            definition
                    .rollups()
                    .forEach(rollup -> generations.add(Generation.first(rollup.name(), History.LAYOUT, Instant.EPOCH)));
        } else {
            PipelineRecord former = record();
            versions.addAll(former.versions());
            boundary = Math.max(boundary + COMMON, (Math.floorDiv(greatest, COMMON) + 1) * COMMON);
            Set<String> changed = DefinitionChange.between(
                            DefinitionReader.read(former.current().source()), definition)
                    .changedRollups();
            for (Generation generation : former.generations()) {
                if (generation.version() < number - 1) {
                    generations.add(generation);
                } else if (!changed.contains(generation.rollup())) {
                    generations.add(generation.meantBy(number));
                } else {
                    generations.add(generation.serving(generation.serves().before(boundary)));
                    generations.add(new Generation(
                            generation.rollup(),
                            generation.generation() + 1,
                            number,
                            History.LAYOUT,
                            new TimeInterval(boundary, Long.MAX_VALUE),
                            boundary,
                            Instant.EPOCH));
                }
            }
        }
        versions.add(version);
        records.add(new PipelineRecord(History.TENANT, PIPELINE, versions, generations));
        offsets.add(after + 1 + random.nextInt(3));
        acceptedFrom.add(events.size());
    }

    private static Version version(int number, String source, long after) {
        return new Version(number, source, "f" + number, schemaId(number), Instant.EPOCH, after);
    }

    private static int schemaId(int number) {
        return number == 1 ? 7 : 8;
    }

    private String source(int number) {
        return """
                apiVersion: millrace/v1
                pipeline: changing
                event:
                  fields:
                    - {name: device, type: string}
                    - {name: at, type: timestamp, format: epoch-ms}
                    - {name: a, type: long}
                    - {name: b, type: long}
                %s
                  time: at
                  id: %s
                lateness: 10m
                derive:
                  - {name: x, type: long, expr: "%s"}
                  - {name: y, type: long, expr: "%s"}
                %s
                rollups:
                  - name: one
                    dimensions: [device]
                    window: {type: tumbling, size: 5m}
                    measures: [{name: n, type: count}, {name: m, type: sum, field: x}]
                  - name: two
                    dimensions: [y]
                    window: {type: hopping, size: 15m, advance: 5m}
                    measures: [{name: n, type: count}, {name: m, type: max, field: a}]
                  - name: three
                    dimensions: []
                    window: {type: tumbling, size: 10m}
                    measures: [{name: n, type: count}, {name: busy, type: count, where: "%s"}]
                  - name: four
                    dimensions: [device]
                    window: {type: session, gap: 75s}
                    measures: [{name: n, type: count}, {name: m, type: sum, field: x}]
                """.formatted(
                        number == 1 ? "" : "    - {name: c, type: long, optional: true}",
                        timeInId ? "[device, at]" : "[device, b]",
                        any(EXPRESSIONS),
                        number == 1 || random.nextBoolean() ? any(EXPRESSIONS) : "c + a",
                        any(FILTERS),
                        any(CONDITIONS));
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** Goes on. */
    void happen(int count) {
        for (int event = 0; event < count; event++) {
            appendTime += random.nextInt(20) == 0 ? random.nextInt(1_200_000) : random.nextInt(2_000);
            hand += random.nextInt(60_000);
            long late = random.nextInt(1 + random.nextInt(7_200_000));
            long time = Math.floorDiv(hand - late, 1_000L) * 1_000;
            long a = random.nextInt(12) - 5L;
            if (events.isEmpty() || random.nextInt(3) > 0) {
                append("d" + random.nextInt(4), time, a, random.nextInt(6));
            } else {
                again(a, time);
            }
        }
    }

    /** An event of before comes again: with the same id, under the version of now. */
    private void again(long a, long time) {
        ArchivedEvent copied = events.get(events.size() - 1 - random.nextInt(Math.min(60, events.size())));
        if (random.nextInt(3) == 0) {
            append(copied.id(), copied.eventTime(), copied.payload(), stamps.get(events.indexOf(copied)));
            return;
        }
        Event event = event(copied.id().low() % 2 == 0 ? "d0" : "d1", timeInId ? copied.eventTime() : time, a, 3);
        append(copied.id(), event);
    }

    private void append(String device, long time, long a, long b) {
        Event event = event(device, time, a, b);
        append(EventIdentity.of(History.TENANT, definition(), event.schema()).declared(event), event);
    }

    private PipelineDefinition definition() {
        return DefinitionReader.read(record().current().source());
    }

    private Event event(String device, long time, long a, long b) {
        EventSchema schema =
                EventSchema.of(History.TENANT, PIPELINE, definition().event());
        Event event = new Event(schema);
        long from = offsets.get(offsets.size() - 1);
        event.setEnvelope(time, appendTime, from + random.nextInt(2));
        event.setString(0, device);
        event.setLong(1, time);
        event.setLong(2, a);
        event.setLong(3, b);
        if (schema.size() > 4 && random.nextBoolean()) {
            event.setLong(4, random.nextInt(5));
        }
        return event;
    }

    private void append(EventId id, Event event) {
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, record().current().schemaId(), bytes);
        append(id, event.eventTime(), bytes.toByteArray(), event.definitionsOffset());
    }

    private void append(EventId id, long eventTime, byte[] payload, long stamp) {
        greatest = Math.max(greatest, eventTime);
        stamps.add(stamp);
        events.add(
                new ArchivedEvent(History.TENANT, PIPELINE, eventTime, id, 0, 3L * events.size(), appendTime, payload));
    }

    /** As it is after all changes. */
    PipelineRecord record() {
        return records.get(records.size() - 1);
    }

    List<ArchivedEvent> events() {
        return events;
    }

    /** Up to where definitions must be known for an event, by its number. */
    long stamp(int event) {
        return stamps.get(event);
    }

    int versions() {
        return records.size();
    }

    int acceptedFrom(int index) {
        return acceptedFrom.get(index);
    }

    /** A reader of definitions comes to a version. */
    void put(int index, DefinitionsView definitions) {
        put(records.get(index), offsets.get(index), definitions);
    }

    static void put(PipelineRecord record, long offset, DefinitionsView definitions) {
        definitions.put(record.key(), ActivePipeline.of(record, offset, DefinitionReader::read));
        definitions.advance(offset);
    }
}
