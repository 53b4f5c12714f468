package io.millrace.kafka.definitions;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.SameMeaning;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.table.TableLayout;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A pipeline ready to run: its record read and bound. Immutable. */
public final class ActivePipeline {
    private final PipelineRecord record;
    private final long offset;
    private final Map<Integer, EventSchema> schemas;
    private final List<ActiveVersion> versions;
    private final List<ActiveFeed> feeds;
    private final ActiveVersion current;
    private final List<Evaluation> enriching;
    private final List<TableLayout> tablesOfAllVersions;
    private final List<Acceptance> acceptances;

    private ActivePipeline(
            PipelineRecord record,
            long offset,
            Map<Integer, EventSchema> schemas,
            List<ActiveVersion> versions,
            List<ActiveFeed> feeds,
            List<TableLayout> tablesOfAllVersions,
            List<Acceptance> acceptances) {
        this.record = record;
        this.offset = offset;
        this.schemas = schemas;
        this.versions = versions;
        this.feeds = feeds;
        this.tablesOfAllVersions = tablesOfAllVersions;
        this.acceptances = acceptances;
        current = versions.get(versions.size() - 1);
        enriching = Stream.concat(versions.stream(), feeds.stream().map(ActiveFeed::version))
                .filter(version -> !version.definition().enrich().isEmpty())
                .map(ActiveVersion::evaluation)
                .toList();
    }

    /**
     * @param offset of the record in the topic of definitions
     * @param reader from the text of a definition to the definition
     */
    public static ActivePipeline of(PipelineRecord record, long offset, Function<String, PipelineDefinition> reader) {
        return of(record, offset, reader, Lookups.NONE);
    }

    /**
     * @param lookups the tenant's, for those who evaluate events
     */
    public static ActivePipeline of(
            PipelineRecord record, long offset, Function<String, PipelineDefinition> reader, Lookups lookups) {
        Map<Integer, EventSchema> schemas = new LinkedHashMap<>();
        List<ActiveVersion> versions = new ArrayList<>();
        List<ActiveFeed> feeds = new ArrayList<>();
        Set<TableLayout> tables = new LinkedHashSet<>();
        List<Acceptance> acceptances = new ArrayList<>();
        PipelineDefinition current = reader.apply(record.current().source());
        for (PipelineRecord.Version version : record.versions()) {
            boolean isCurrent = version.equals(record.current());
            PipelineDefinition definition = isCurrent ? current : reader.apply(version.source());
            EventSchema schema = EventSchema.of(record.tenant(), record.pipeline(), definition.event());
            schemas.put(version.schemaId(), schema);
            Evaluation evaluation = Evaluation.of(definition, schema, lookups);
            List<ActiveRollup> rollups = record.generations().stream()
                    .filter(generation -> generation.version() == version.version()
                            && !generation.serves().isEmpty()
                            && current.rollup(generation.rollup()).isPresent())
                    .flatMap(generation -> definition.rollup(generation.rollup()).stream()
                            .map(rollup -> active(generation, RollupPlan.of(rollup, evaluation.schema()))))
                    .toList();
            tables.addAll(TableLayout.of(definition));
            acceptances.add(new Acceptance(version.after(), definition, evaluation));
            if (isCurrent || !rollups.isEmpty()) {
                versions.add(new ActiveVersion(definition, schema, evaluation, rollups));
            }
            for (PipelineRecord.Feed feed : record.feeds()) {
                if (feed.version() == version.version()) {
                    feeds.add(new ActiveFeed(feed, versionOf(feed.layer(), definition, schema, evaluation)));
                }
            }
        }
        return new ActivePipeline(
                record,
                offset,
                Collections.unmodifiableMap(schemas),
                List.copyOf(versions),
                List.copyOf(feeds),
                List.copyOf(tables),
                Acceptance.together(acceptances));
    }

    private static ActiveRollup active(Generation generation, RollupPlan plan) {
        return new ActiveRollup(
                plan, generation.generation(), generation.layout(), generation.serves(), generation.completeFrom());
    }

    public String tenant() {
        return record.tenant();
    }

    public String name() {
        return record.pipeline();
    }

    public PipelineRecord record() {
        return record;
    }

    /** Takes no more events; what it counted can be read. */
    public boolean isDeleted() {
        return record.deleted();
    }

    /** All that is stored of it is being deleted. */
    public boolean isBeingPurged() {
        return record.purge().isPresent();
    }

    /** Where it stands in the topic of definitions: whoever has read that far knows this pipeline, or a newer one in its place. */
    public long offset() {
        return offset;
    }

    /**
     * What an event accepted now depends on: whoever evaluates it must have read the topic of definitions up to here. An event is joined with
     * versions of lookups up to here, and with none put later.
     */
    public long acceptingOffset() {
        long accepting = offset;
        for (Evaluation evaluation : enriching) {
            accepting = Math.max(accepting, evaluation.lookupsOffset());
        }
        return accepting;
    }

    /** The current version's definition. */
    public PipelineDefinition definition() {
        return current.definition();
    }

    /** The current version's event schema; what new events are written with. */
    public EventSchema schema() {
        return current.schema();
    }

    /** What the current version does with an event before it is counted; {@link #rollups()} are bound to its schema. */
    public Evaluation evaluation() {
        return current.evaluation();
    }

    /** Every version's event schema by schema id: what events may have been written with. */
    public Map<Integer, EventSchema> schemas() {
        return schemas;
    }

    /** The typed tables of the current definition. */
    public List<TableLayout> tables() {
        return TableLayout.of(definition());
    }

    /** Every layout that a table had in some version of the definition, oldest first. */
    public List<TableLayout> tablesOfAllVersions() {
        return tablesOfAllVersions;
    }

    /** What decides whether a record that was accepted is an event, oldest first; the last decides for what is accepted now. */
    public List<Acceptance> acceptances() {
        return acceptances;
    }

    /** The versions of the definition that some event time is still counted by, oldest first; the last is the current one. */
    public List<ActiveVersion> versions() {
        return versions;
    }

    /** Each rollup of the current definition in its latest generation, in the order of the definition. */
    public List<ActiveRollup> rollups() {
        return current.definition().rollups().stream()
                .flatMap(rollup -> rollup(rollup.name()).stream())
                .toList();
    }

    /** A rollup of the current definition in its latest generation. */
    public Optional<ActiveRollup> rollup(String name) {
        return generations(name).stream().max(Comparator.comparingInt(ActiveRollup::generation));
    }

    /** A rollup in one of its generations, if that still counts anything: one that serves, or one that is fed. */
    public Optional<ActiveRollup> rollup(String name, int generation) {
        return Stream.concat(
                        generations(name).stream(),
                        feeds.stream().map(ActiveFeed::rollup).filter(rollup -> rollup.name()
                                .equals(name)))
                .filter(rollup -> rollup.generation() == generation)
                .findFirst();
    }

    /** The recomputed generations that events are counted into beside those that serve; no reader sees them. */
    public List<ActiveFeed> feeds() {
        return feeds;
    }

    /**
     * The same, as readers see it: of one rollup, recomputed generations serve where they lie over those of the definitions.
     *
     * @param layers from the lowest to the one on top
     * @param reader from the text of a definition to the definition
     */
    public ActivePipeline under(String rollup, List<Layer> layers, Function<String, PipelineDefinition> reader) {
        List<ActiveVersion> below = versions;
        for (Layer layer : layers) {
            List<ActiveVersion> next = new ArrayList<>();
            // First, for the last is the current one.
            next.add(versionOf(layer, reader));
            below.forEach(version -> next.add(cut(version, rollup, layer.serves())));
            below = next;
        }
        return new ActivePipeline(record, offset, schemas, List.copyOf(below), feeds, tablesOfAllVersions, acceptances);
    }

    private ActiveVersion versionOf(Layer layer, Function<String, PipelineDefinition> reader) {
        PipelineRecord.Version version = record.version(layer.version())
                .orElseThrow(() -> new IllegalArgumentException("no version " + layer.version() + " of " + name()));
        PipelineDefinition definition = reader.apply(version.source());
        EventSchema schema = EventSchema.of(tenant(), name(), definition.event());
        return versionOf(layer, definition, schema, Evaluation.of(definition, schema, Lookups.NONE));
    }

    private static ActiveVersion versionOf(
            Layer layer, PipelineDefinition definition, EventSchema schema, Evaluation evaluation) {
        RollupDefinition rollup = definition
                .rollup(layer.rollup())
                .orElseThrow(() ->
                        new IllegalArgumentException("no rollup " + layer.rollup() + " in version " + layer.version()));
        ActiveRollup active = new ActiveRollup(
                RollupPlan.of(rollup, evaluation.schema()),
                layer.generation(),
                layer.layout(),
                layer.serves(),
                Long.MIN_VALUE);
        return new ActiveVersion(definition, schema, evaluation, List.of(active));
    }

    private static ActiveVersion cut(ActiveVersion version, String rollup, TimeInterval covered) {
        List<ActiveRollup> rollups = new ArrayList<>();
        for (ActiveRollup candidate : version.rollups()) {
            if (!candidate.name().equals(rollup)) {
                rollups.add(candidate);
                continue;
            }
            Stream.of(
                            candidate.serves().before(covered.from()),
                            candidate.serves().since(covered.until()))
                    .filter(left -> !left.isEmpty())
                    .forEach(left -> rollups.add(candidate.serving(left)));
        }
        return new ActiveVersion(version.definition(), version.schema(), version.evaluation(), rollups);
    }

    /** The generation of a rollup of the current definition that serves windows that start at {@code windowStart}: there always is one. */
    public ActiveRollup serving(String name, long windowStart) {
        return generations(name).stream()
                .filter(rollup -> rollup.serves().contains(windowStart))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no generation of " + name + " at " + windowStart));
    }

    /**
     * A generation that serves windows, with those before and behind it that mean the same: to a reader they are one, by the windows they serve. A lookup may have been
     * corrected from one to the other.
     */
    public List<ActiveRollup> alike(ActiveRollup serving) {
        PipelineDefinition meaning = definitionOf(serving);
        List<ActiveRollup> alike = new ArrayList<>();
        for (ActiveRollup generation : generations(serving.name())) {
            if (SameMeaning.ofRollup(definitionOf(generation), meaning, serving.name())) {
                alike.add(generation);
            } else if (generation.serves().from() < serving.serves().from()) {
                alike.clear();
            } else {
                break;
            }
        }
        return List.copyOf(alike);
    }

    private PipelineDefinition definitionOf(ActiveRollup rollup) {
        return versions.stream()
                .filter(version -> version.rollups().contains(rollup))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a generation of " + name() + ": " + rollup))
                .definition();
    }

    /** All generations of a rollup that serve some window, by the windows they serve. */
    public List<ActiveRollup> generations(String name) {
        TreeMap<Long, ActiveRollup> byStart = new TreeMap<>();
        for (ActiveVersion version : versions) {
            version.rollups().stream()
                    .filter(rollup -> rollup.name().equals(name))
                    .forEach(rollup -> byStart.put(rollup.serves().from(), rollup));
        }
        return List.copyOf(byStart.values());
    }
}
