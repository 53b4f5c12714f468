package io.millrace.stream.route;

import io.millrace.kafka.cuts.CutsLog.Fed;
import io.millrace.kafka.definitions.ActiveFeed;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * From where on the events of this partition count into each recomputed generation: its cut. It is the next offset that the task has to process when it first knows
 * of the feed, so nothing that it processed lies above it and nothing that is to come lies below.
 *
 * <p>Cuts are kept and reported in the transaction of what follows upon them: if that is aborted, nothing was counted, nothing reported, and it is decided anew. Store: key
 * = {@code offset/<topic>}, value = next offset (8 bytes, big-endian); and key = {@code cut/<tenant>/<pipeline>/<rollup>/<generation>}, value = cut and an offset of the
 * definitions that have the feed (8 bytes each). Not thread-safe.
 */
final class FeedCuts {
    private static final String OFFSETS = "offset/";
    private static final String CUTS = "cut/";

    private final KeyValueStore<String, byte[]> store;
    private final Definitions definitions;
    private final int partition;
    private final Reports reports;
    private final Map<String, Long> nextOffsets = new HashMap<>();
    private final Set<String> moved = new HashSet<>();
    private final Map<Fed, Kept> kept = new HashMap<>();
    private long needed;
    private long looked;
    private @Nullable String topic;
    private long position;

    /**
     * @param knownAt offset of the definitions that had the feed
     */
    private record Kept(long cut, long knownAt) {}

    /** Takes what others are to hear of. */
    interface Reports {
        /**
         * @param cut none if the feed is no more
         */
        void send(CutRecords.Key key, @Nullable Cut cut);
    }

    /**
     * @param partition of all events topics
     */
    FeedCuts(KeyValueStore<String, byte[]> store, Definitions definitions, int partition, Reports reports) {
        this.store = store;
        this.definitions = definitions;
        this.partition = partition;
        this.reports = reports;
        discard();
    }

    /** Goes on from what was saved. */
    void load() {
        discard();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> stored = all.next();
                ByteReader in = new ByteReader(stored.value);
                if (stored.key.startsWith(OFFSETS)) {
                    nextOffsets.put(stored.key.substring(OFFSETS.length()), in.readLongBigEndian());
                } else {
                    keep(fedOf(stored.key), new Kept(in.readLongBigEndian(), in.readLongBigEndian()));
                }
            }
        }
    }

    private void keep(Fed fed, Kept cut) {
        kept.put(fed, cut);
        needed = Math.max(needed, cut.knownAt());
    }

    /**
     * Events of a topic follow. Waits until the definitions are known that had the feeds which are kept: on a host that this task has just moved to, an event would else
     * not count into them.
     *
     * @throws io.millrace.kafka.definitions.DefinitionsBehindException if that takes longer than is sensible
     */
    void enter(String nextTopic) {
        if (!nextTopic.equals(topic)) {
            leave();
            topic = nextTopic;
            position = nextOffsets.getOrDefault(nextTopic, 0L) - 1;
        }
        definitions.await(needed);
    }

    /** The event at an offset is processed now. */
    void at(long offset) {
        position = offset;
    }

    /** The event at hand, and all before it, was processed. */
    private void leave() {
        move(position + 1);
    }

    private void move(long next) {
        String here = topic;
        if (here != null) {
            Long former = nextOffsets.put(here, next);
            if (former == null || former != next) {
                moved.add(here);
            }
        }
    }

    /** The event at hand is the first that counts into feeds of its pipeline that are new. */
    void decide(ActivePipeline pipeline) {
        move(position);
        decideNew(pipeline);
    }

    private void decideNew(ActivePipeline pipeline) {
        for (ActiveFeed feed : pipeline.feeds()) {
            Fed fed = Fed.of(pipeline.record(), feed.feed());
            if (!kept.containsKey(fed)) {
                String events = new Topics(1).events(pipeline.tenant()).name();
                Kept decided = new Kept(nextOffsets.getOrDefault(events, 0L), pipeline.offset());
                keep(fed, decided);
                ByteWriter value = new ByteWriter(2 * Long.BYTES);
                value.writeLongBigEndian(decided.cut());
                value.writeLongBigEndian(decided.knownAt());
                store.put(keyOf(fed), value.toByteArray());
                reports.send(recordKey(fed), new Cut(events, decided.cut()));
            }
        }
    }

    /** Looks, if definitions changed, for feeds that are new or no more: their pipelines may have no events. */
    void look() {
        // Each event from here on finds its pipeline as it is there, or a later one.
        long known = definitions.offset();
        if (known == looked) {
            return;
        }
        looked = known;
        leave();
        for (ActivePipeline pipeline : definitions.all()) {
            if (!pipeline.feeds().isEmpty() && pipeline.offset() <= known) {
                decideNew(pipeline);
            }
        }
        List<Fed> gone = kept.entrySet().stream()
                .filter(entry -> entry.getValue().knownAt() <= known && isGone(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        for (Fed fed : gone) {
            kept.remove(fed);
            store.delete(keyOf(fed));
            reports.send(recordKey(fed), null);
        }
        forgetTopics();
    }

    /** The topic of a tenant without pipelines may be deleted, and one of the same name made, whose offsets begin anew. */
    private void forgetTopics() {
        List<String> forgotten = nextOffsets.keySet().stream()
                .filter(each -> definitions.isEmptied(Topics.tenantOf(each)))
                .toList();
        for (String each : forgotten) {
            nextOffsets.remove(each);
            moved.remove(each);
            store.delete(OFFSETS + each);
            if (each.equals(topic)) {
                topic = null;
            }
        }
    }

    private boolean isGone(Fed fed) {
        Optional<ActivePipeline> pipeline = definitions.find(fed.tenant(), fed.pipeline());
        return pipeline.flatMap(found -> found.record().feed(fed.rollup(), fed.generation()))
                        .isEmpty()
                && definitions.unreadable(fed.tenant(), fed.pipeline()).isEmpty();
    }

    /** Writes how far the task is to the store: the event at hand, and all before it, was processed. */
    void save() {
        leave();
        for (String each : moved) {
            ByteWriter value = new ByteWriter(Long.BYTES);
            value.writeLongBigEndian(nextOffsets.getOrDefault(each, 0L));
            store.put(OFFSETS + each, value.toByteArray());
        }
        moved.clear();
    }

    void discard() {
        nextOffsets.clear();
        moved.clear();
        kept.clear();
        needed = -1;
        looked = Long.MIN_VALUE;
        topic = null;
    }

    private CutRecords.Key recordKey(Fed fed) {
        return new CutRecords.Key(fed.tenant(), fed.pipeline(), fed.rollup(), fed.generation(), partition);
    }

    private static String keyOf(Fed fed) {
        return CUTS + String.join("/", fed.tenant(), fed.pipeline(), fed.rollup(), Integer.toString(fed.generation()));
    }

    private static Fed fedOf(String key) {
        String[] parts = key.split("/", -1);
        if (!key.startsWith(CUTS) || parts.length != 5) {
            throw new MalformedBytesException("neither an offset nor a cut: " + key);
        }
        return new Fed(parts[1], parts[2], parts[3], Integer.parseInt(parts[4]));
    }
}
