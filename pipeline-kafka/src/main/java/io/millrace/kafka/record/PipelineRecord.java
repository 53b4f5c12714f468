package io.millrace.kafka.record;

import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A pipeline as its topic holds it: every version of its definition, and the generations of its rollups. Or what is left of one that was purged: no
 * version, and the numbers that whoever has the name next must not use again.
 *
 * @param versions oldest first; none if it was purged
 * @param generations of all rollups that ever were; those of one rollup serve intervals that do not overlap
 * @param feeds recomputed generations that the stream counts into beside those
 * @param deleted takes no more events; what it counted is kept
 * @param purge that is under way; only of one that is deleted
 * @param past of the name, before it was put the first time that is not undone
 */
public record PipelineRecord(
        String tenant,
        String pipeline,
        List<Version> versions,
        List<Generation> generations,
        List<Feed> feeds,
        boolean deleted,
        Optional<Purge> purge,
        Past past) {
    /** Of one rollup, in one pipeline's life. */
    private static final int RECOMPUTED_AT_MOST = 100_000;

    public PipelineRecord {
        versions = List.copyOf(versions);
        generations = List.copyOf(generations);
        feeds = List.copyOf(feeds);
        if (versions.isEmpty() && past.purges() == 0) {
            throw new IllegalArgumentException("a pipeline without a version: " + tenant + "/" + pipeline);
        }
        if (purge.isPresent() && !deleted) {
            throw new IllegalArgumentException("a pipeline that is purged takes events: " + tenant + "/" + pipeline);
        }
    }

    /** One that takes events. */
    public PipelineRecord(String tenant, String pipeline, List<Version> versions, List<Generation> generations) {
        this(tenant, pipeline, versions, generations, List.of(), false, Optional.empty(), Past.NONE);
    }

    /** All that is stored of it is being deleted. */
    public record Purge(UUID id, Instant orderedAt) {}

    /**
     * What is remembered of pipelines that had the name and were purged.
     *
     * @param purges how many
     * @param schemaIds that their events were written with; no later one of the name has one of them
     */
    public record Past(int purges, List<Integer> schemaIds) {
        public static final Past NONE = new Past(0, List.of());

        public Past {
            schemaIds = List.copyOf(schemaIds);
        }
    }

    /**
     * @param version from 1
     * @param source the definition as it was put
     * @param schemaId of its events, in the schema registry
     * @param after offset in the topic of definitions: the version was put behind it, and nothing else between. So it accepted the events that are stamped
     *     with more, up to that of the next version; {@link #UNKNOWN_PLACE} if that was not yet noted
     */
    public record Version(int version, String source, String fingerprint, int schemaId, Instant putAt, long after) {
        /** Of versions that were put before this was noted: of these, the last counts for having accepted all events. */
        public static final long UNKNOWN_PLACE = -1;

        /** One of which is not known where it stands. */
        public Version(int version, String source, String fingerprint, int schemaId, Instant putAt) {
            this(version, source, fingerprint, schemaId, putAt, UNKNOWN_PLACE);
        }
    }

    /**
     * A rollup in one meaning.
     *
     * @param generation from 1, never reused
     * @param version of the definition that says what it means
     * @param serves the window starts that are read from it
     * @param completeFrom ms since the epoch: of event times before it, some may have come before it was activated
     * @param since when it was activated
     */
    public record Generation(
            String rollup,
            int generation,
            int version,
            RollupLayout layout,
            TimeInterval serves,
            long completeFrom,
            Instant since) {
        /** The first generation of a rollup that was there from the first event on. */
        public static Generation first(String rollup, RollupLayout layout, Instant since) {
            return new Generation(rollup, 1, 1, layout, TimeInterval.ALWAYS, Long.MIN_VALUE, since);
        }

        public Generation serving(TimeInterval interval) {
            return new Generation(rollup, generation, version, layout, interval, completeFrom, since);
        }

        public Generation meantBy(int newVersion) {
            return new Generation(rollup, generation, newVersion, layout, serves, completeFrom, since);
        }
    }

    /**
     * A recomputed generation that the stream counts events into, from a cut on in each events partition. Of a rollup a generation is announced once and
     * never again after it was removed: events between would be missing.
     *
     * @param generation from {@link Layer#FIRST_GENERATION} on
     * @param version of the definition that says what it means
     * @param serves the window starts that are counted
     * @param lookupsAsOf offset in the topic of definitions: events are joined with versions of lookups up to here, or more if they were accepted later;
     *     -1 = as each was accepted
     * @param run that recomputes it
     * @param since when it was announced
     */
    public record Feed(
            String rollup,
            int generation,
            int version,
            RollupLayout layout,
            TimeInterval serves,
            long lookupsAsOf,
            UUID run,
            Instant since) {
        public Feed {
            if (generation < Layer.FIRST_GENERATION) {
                throw new IllegalArgumentException("not a recomputed generation: " + generation);
            }
        }

        /** What it is in the timeline. */
        public Layer layer() {
            return new Layer(rollup, generation, version, layout, serves);
        }

        /** Whether it is this generation of a rollup. */
        public boolean is(String ofRollup, int thisGeneration) {
            return rollup.equals(ofRollup) && generation == thisGeneration;
        }
    }

    public Version current() {
        return versions.get(versions.size() - 1);
    }

    /**
     * The version that an event was accepted under.
     *
     * @param definitionsOffset that the event is stamped with
     */
    public Version acceptedUnder(long definitionsOffset) {
        for (int index = versions.size() - 1; index > 0; index--) {
            if (versions.get(index).after() < definitionsOffset) {
                return versions.get(index);
            }
        }
        return versions.get(0);
    }

    /** The version of a number, if there is one. */
    public Optional<Version> version(int number) {
        return versions.stream()
                .filter(candidate -> candidate.version() == number)
                .findFirst();
    }

    public PipelineRecord asDeleted() {
        return new PipelineRecord(tenant, pipeline, versions, generations, List.of(), true, Optional.empty(), past);
    }

    /** Deleted, and on its way to be {@link #asPurged}. */
    public PipelineRecord asBeingPurged(Purge order) {
        return new PipelineRecord(tenant, pipeline, versions, generations, List.of(), true, Optional.of(order), past);
    }

    /** What is left when all that was stored of it is deleted. */
    public PipelineRecord asPurged() {
        Set<Integer> schemaIds = new LinkedHashSet<>(past.schemaIds());
        versions.forEach(version -> schemaIds.add(version.schemaId()));
        Map<String, Generation> greatest = new TreeMap<>();
        generations.forEach(generation -> greatest.merge(
                generation.rollup(),
                generation.serving(TimeInterval.NEVER),
                (one, other) -> one.generation() > other.generation() ? one : other));
        return new PipelineRecord(
                tenant,
                pipeline,
                List.of(),
                List.copyOf(greatest.values()),
                List.of(),
                true,
                Optional.empty(),
                new Past(past.purges() + 1, List.copyOf(schemaIds)));
    }

    /** Whether nothing is left but numbers. */
    public boolean isPurged() {
        return versions.isEmpty();
    }

    /**
     * The number of the first recomputed generation of a rollup. Those of pipelines that had the name before are less, and those of later ones greater, since no
     * pipeline is recomputed so often.
     */
    public int firstRecomputed() {
        return Layer.FIRST_GENERATION + past.purges() * RECOMPUTED_AT_MOST;
    }

    /** Whether a row of a generation is of this pipeline, not of one that has the name when this one was purged. */
    public boolean counted(String rollup, int generation) {
        return generation >= Layer.FIRST_GENERATION
                ? generation < firstRecomputed() + RECOMPUTED_AT_MOST
                : generations.stream()
                        .anyMatch(known -> known.rollup().equals(rollup) && generation <= known.generation());
    }

    /** The feed of a rollup's generation, if there is one. */
    public Optional<Feed> feed(String rollup, int generation) {
        return feeds.stream().filter(feed -> feed.is(rollup, generation)).findFirst();
    }

    /** The same with other feeds. */
    public PipelineRecord feeding(List<Feed> newFeeds) {
        return new PipelineRecord(tenant, pipeline, versions, generations, newFeeds, deleted, purge, past);
    }

    /** The key in the topic. */
    public String key() {
        return key(tenant, pipeline);
    }

    public static String key(String tenant, String pipeline) {
        return tenant + "/" + pipeline;
    }
}
