package io.millrace.query.live;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.live.ChangedPlaces.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of one rollup for one who follows it, each as it is after it changed. Rows are read again where they are stored, so that what is told is what
 * an answer would say. {@link #changed} may be called by any thread, {@link #next} by one at a time.
 */
public final class LiveRows implements RowChanges.Listener {
    /** Places that wait to be read, and rows that are known to have been told. */
    static final int MOST = 10_000;

    /** Places that are read before it is seen whether their rows are enough; each may be in many hopping windows. */
    private static final int PLACES = 16;

    private final ChangedPlaces places = new ChangedPlaces(MOST);
    private final Function<RollupRow.Key, List<LiveRow>> reader;
    private final RollupRow.Partition rollup;
    private final Clock clock;
    private final Map<Row, ByteBuffer> told = new Told();
    private volatile boolean missed;

    private record Row(long windowStart, GroupKey group) {}

    /** What rows looked like when they were told. Forgets those that were told longest ago: these may be told again as they were. */
    private static final class Told extends LinkedHashMap<Row, ByteBuffer> {
        private static final long serialVersionUID = 1L;

        Told() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Row, ByteBuffer> eldest) {
            return size() > MOST;
        }
    }

    /**
     * @param rollup any of its partitions: its tenant, pipeline and name count
     * @param reader the rows that a stored row is part of, as they are now; bucket, shard and part of the key mean nothing
     */
    public LiveRows(RollupRow.Partition rollup, Function<RollupRow.Key, List<LiveRow>> reader, Clock clock) {
        this.rollup = rollup;
        this.reader = reader;
        this.clock = clock;
    }

    /** Takes note of a change of any row, of this rollup or another. */
    @Override
    public void changed(RollupRow.Key key) {
        RollupRow.Partition partition = key.partition();
        if (partition.rollup().equals(rollup.rollup())
                && partition.pipeline().equals(rollup.pipeline())
                && partition.tenant().equals(rollup.tenant())) {
            places.changed(new Place(partition.generation(), key.group(), key.windowStart()), clock.instant());
        }
    }

    @Override
    public void missed() {
        missed = true;
    }

    /** Why some changes will never be told, if so. */
    public Optional<String> gap() {
        if (missed) {
            return Optional.of("Kafka did not tell of all changes");
        }
        return places.hasOverflowed()
                ? Optional.of("more than " + MOST + " rows wait to be read after they changed")
                : Optional.empty();
    }

    /**
     * Rows that are not as they were when they were told last.
     *
     * @param enough after so many, no further places are looked at
     * @throws io.millrace.query.read.RowsUnavailableException if rows can't be read now
     */
    public List<String> next(int enough) {
        List<String> changed = new ArrayList<>();
        List<Place> due = places.due(clock.instant(), PLACES);
        while (!due.isEmpty()) {
            due.forEach(place -> read(place, changed));
            due = changed.size() < enough ? places.due(clock.instant(), PLACES) : List.of();
        }
        return changed;
    }

    private void read(Place place, List<String> changed) {
        RollupRow.Partition partition =
                new RollupRow.Partition(rollup.tenant(), rollup.pipeline(), rollup.rollup(), place.generation(), 0, 0);
        for (LiveRow row : reader.apply(new RollupRow.Key(partition, place.group(), place.start(), 0))) {
            ByteBuffer now = digest(row.json());
            if (!now.equals(told.put(new Row(row.windowStart(), row.group()), now))) {
                changed.add(row.json());
            }
        }
    }

    /** Stands for a row, which may be long. */
    private static ByteBuffer digest(String json) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
