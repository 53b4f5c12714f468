package io.millrace.batch.run;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.Comparison;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob;
import io.millrace.batch.spark.Slice;
import io.millrace.batch.spark.WindowStart;
import io.millrace.cassandra.Proof;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** All that a run works with, in memory: it notes what is done to it, and fails or dies where it is told to. */
final class WorldInMemory implements Timelines, Feeds, Offsets, Engine, RunLog, Imports, Uploads, Proofs, Pause {
    static final Instant NOW = Instant.parse("2026-03-10T12:34:56Z");
    static final long[] CUTS = {40, 50};

    private static final String SOURCE = """
            apiVersion: millrace/v1
            pipeline: shop
            event:
              fields:
                - {name: store, type: string}
                - {name: at, type: timestamp}
                - {name: paid, type: long}
              time: at
              id: [store, at]
              maxAhead: 1h
            lateness: 1d
            rollups:
              - name: hourly
                dimensions: [store]
                window: {type: tumbling, size: 1h}
                measures: [{name: n, type: count}]
              - name: sliding
                dimensions: [store]
                window: {type: hopping, size: 3h, advance: 1h}
                measures: [{name: n, type: count}]
              - name: visits
                dimensions: [store]
                window: {type: session, gap: 30m}
                measures: [{name: n, type: count}]
            retention: {archive: 30d}
            """;

    final Map<TimelineTable.Key, Timeline> timelines = new HashMap<>();
    final Map<TimelineTable.Key, Map<Integer, Entry>> fed = new HashMap<>();
    final Map<TimelineTable.Key, Proof> proofs = new HashMap<>();
    final Map<UUID, Run> runs = new LinkedHashMap<>();
    final List<WorkPlan> written = new ArrayList<>();
    final List<List<Destination>> destinations = new ArrayList<>();
    final List<List<Slice>> compared = new ArrayList<>();
    final List<List<SoughtRow>> sought = new ArrayList<>();
    final List<Integer> deleted = new ArrayList<>();
    final Queue<Comparison> comparisons = new ArrayDeque<>();
    final Set<String> failing = new LinkedHashSet<>();
    final List<WindowStart> manyParts = new ArrayList<>();
    Map<Integer, Long> cuts = new TreeMap<>(Map.of(0, CUTS[0], 1, CUTS[1]));
    final List<long[]> imported = new ArrayList<>();
    long importedSince;
    final List<Path> uploaded = new ArrayList<>();
    long wholeFrom = Long.MIN_VALUE;
    long[] taken = {30, 50};
    boolean archived = true;
    boolean dead;

    /** The how manieth change that publishes it does not come to make, from 1; 0 = it makes them all. */
    int dyingBefore;

    /** Likewise, one that fails. */
    int refusingAt;

    private int publishing;
    Runnable duringWrite = () -> {};
    Runnable duringProof = () -> {};
    Instant now = NOW;
    Instant deletedAt = Instant.MIN;

    static Facts facts(List<PipelineRecord.Version> versions) {
        PipelineDefinition definition = DefinitionReader.read(SOURCE);
        EventSchema schema = EventSchema.of("acme", "shop", definition.event());
        PipelineRecord record = new PipelineRecord(
                "acme",
                "shop",
                versions,
                definition.rollups().stream()
                        .map(rollup -> PipelineRecord.Generation.first(
                                rollup.name(),
                                RollupLayout.defaultFor(RollupPlan.of(
                                                rollup,
                                                Evaluation.of(definition, schema, Lookups.NONE)
                                                        .schema())
                                        .windows()),
                                Instant.EPOCH))
                        .toList());
        return new Facts(ActivePipeline.of(record, 3, DefinitionReader::read), new KnownLookups(), 7, 2);
    }

    static Facts facts() {
        return facts(List.of(version(1, NOW.minus(Duration.ofDays(10)))));
    }

    static PipelineRecord.Version version(int number, Instant putAt) {
        return new PipelineRecord.Version(number, SOURCE, "f" + number, 5, putAt);
    }

    static Request request(String from, String until, String... rollups) {
        return new Request("acme", "shop", List.of(rollups), Instant.parse(from), Instant.parse(until), "someone");
    }

    World world() {
        return new World(this, this, this, this, this, this, this, this, clock(), this);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    Diary diary(Run.Kind kind, UUID id) {
        return new Diary(
                this,
                this::standing,
                clock(),
                run -> {},
                id,
                kind,
                request("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
                List.of("hourly"));
    }

    /** A step that is made to fail fails; one that is made to die takes all with it. */
    private void step(String name) {
        if (dead) {
            throw new IllegalStateException("killed");
        }
        if (failing.contains("die at " + name)) {
            dead = true;
            throw new IllegalStateException("killed");
        }
        if (failing.contains(name)) {
            throw new IllegalStateException(name + " failed");
        }
    }

    List<Entry> entries(TimelineTable.Key key) {
        return read(key).entries();
    }

    @Override
    public Timeline read(TimelineTable.Key key) {
        return timelines.getOrDefault(key, new Timeline(0, List.of()));
    }

    @Override
    public boolean change(TimelineTable.Key key, Timeline former, List<Entry> entries) {
        State to = entries.get(0).state();
        if (to == State.PUBLISHED) {
            publishing++;
            dead |= publishing == dyingBefore;
            if (publishing == refusingAt) {
                throw new IllegalStateException("PUBLISHED failed");
            }
        }
        step(to.name());
        if (read(key).revision() != former.revision()) {
            return false;
        }
        Map<Integer, Entry> all = new TreeMap<>();
        former.entries().forEach(entry -> all.put(entry.layer().generation(), entry));
        entries.forEach(entry -> all.put(entry.layer().generation(), entry));
        if (!failing.remove("lose " + entries.get(0).state())) {
            timelines.put(key, new Timeline(former.revision() + 1, List.copyOf(all.values())));
            if (!failing.remove("doubt " + entries.get(0).state())) {
                return true;
            }
        }
        throw new UncertainChangeException(new IllegalStateException("no answer"));
    }

    @Override
    public void announce(TimelineTable.Key key, Entry entry) {
        step("announce");
        fed.computeIfAbsent(key, first -> new TreeMap<>()).put(entry.layer().generation(), entry);
    }

    @Override
    public void remove(TimelineTable.Key key, int generation) {
        step("remove");
        fed.getOrDefault(key, new TreeMap<>()).remove(generation);
    }

    @Override
    public Set<Integer> fed(TimelineTable.Key key) {
        return Set.copyOf(fed.getOrDefault(key, Map.of()).keySet());
    }

    @Override
    public Map<Integer, Long> cuts(TimelineTable.Key key, int generation) {
        step("cuts");
        return cuts;
    }

    @Override
    public boolean hasEvents(String tenant) {
        return true;
    }

    @Override
    public long[] ends(String tenant) {
        return CUTS;
    }

    @Override
    public long[] taken(String tenant) {
        return taken;
    }

    @Override
    public boolean isArchived(String tenant, long[] below) {
        step("archive");
        return archived;
    }

    @Override
    public BooleanSupplier settling(String tenant, long[] below) {
        return () -> archived;
    }

    @Override
    public RecomputeJob.Written write(WorkPlan plan, List<Destination> to) {
        step("write");
        written.add(plan);
        destinations.add(to);
        duringWrite.run();
        return new RecomputeJob.Written(10, 20, 0);
    }

    @Override
    public Comparison compare(WorkPlan plan, WorkPlan served, List<Slice> slices) {
        compared.add(slices);
        return comparisons.remove();
    }

    @Override
    public List<List<CountedEvent>> events(WorkPlan plan, List<SoughtRow> rows, int most) {
        sought.add(rows);
        List<List<CountedEvent>> found = new ArrayList<>();
        rows.forEach(row -> found.add(List.of(new CountedEvent(row.start(), new EventId(1, 2), 1, 42, row.end()))));
        return found;
    }

    @Override
    public List<WindowStart> windowsOfManyParts(WorkPlan plan, List<Slice> slices, int most) {
        return manyParts;
    }

    @Override
    public void deleteRows(TimelineTable.Key key, Piece piece) {
        step("delete");
        deleted.add(piece.generation());
        deletedAt = now;
    }

    @Override
    public Imported fromTopic(Facts of, long since, long[] below, LongConsumer progress) {
        step("import");
        importedSince = since;
        imported.add(below);
        progress.accept(7);
        return new Imported(17, wholeFrom);
    }

    @Override
    public Sent send(String tenant, String pipeline, Path file, LongConsumer bytes) {
        step("upload");
        uploaded.add(file);
        now = now.plusSeconds(2);
        bytes.accept(3);
        return new Sent(10, uploaded.size());
    }

    @Override
    public Standing standing() {
        return new Standing(50, 100, 10);
    }

    @Override
    public void put(Run run) {
        step("runs");
        step(run.message());
        runs.put(run.id(), run);
    }

    @Override
    public Optional<Run> find(String tenant, UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public Optional<Proof> find(TimelineTable.Key rollup) {
        return Optional.ofNullable(proofs.get(rollup));
    }

    @Override
    public boolean replace(Optional<Proof> former, Proof next) {
        TimelineTable.Key rollup = new TimelineTable.Key(next.tenant(), next.pipeline(), next.rollup());
        duringProof.run();
        if (!find(rollup).equals(former)) {
            return false;
        }
        proofs.put(rollup, next);
        return true;
    }

    @Override
    public void of(Duration time) {
        now = now.plus(time);
    }
}
