package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Table {@code timeline}: which recomputed generation serves which interval of a rollup. A rollup is one partition, whose revision grows with
 * each change: a change is made on condition that it is still the one that was read, so it is made whole or not at all, and of two
 * at once one is refused. Thread-safe; the table must exist ({@link Schema}).
 */
public final class TimelineTable {
    static final String NAME = "timeline";

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.timeline (
                tenant text,
                pipeline text,
                rollup text,
                revision bigint static,
                generation int,
                version int,
                bucket_ms bigint,
                shards int,
                serves_from timestamp,
                serves_until timestamp,
                state text,
                published bigint,
                run uuid,
                since timestamp,
                lookups_as_of bigint,
                PRIMARY KEY ((tenant, pipeline, rollup), generation)
            ) WITH comment = 'Recomputed generations and the intervals they serve; the greatest published lies on top.'""";

    /** For those who have the table of an earlier version. */
    static final String ADD_LOOKUPS = "ALTER TABLE millrace.timeline ADD IF NOT EXISTS lookups_as_of bigint";

    private static final String SELECT = """
            SELECT revision, generation, version, bucket_ms, shards, serves_from, serves_until, state, published, run, since,
                lookups_as_of
            FROM millrace.timeline WHERE tenant = ? AND pipeline = ? AND rollup = ?""";

    private static final String ADVANCE = """
            UPDATE millrace.timeline SET revision = ? WHERE tenant = ? AND pipeline = ? AND rollup = ? IF revision = ?""";

    private static final String PUT = """
            INSERT INTO millrace.timeline (tenant, pipeline, rollup, generation, version, bucket_ms, shards, serves_from,
                serves_until, state, published, run, since, lookups_as_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String FORGET_REVISION = """
            DELETE revision FROM millrace.timeline WHERE tenant = ? AND pipeline = ? AND rollup = ? IF revision = ?""";

    private static final String DELETE =
            "DELETE FROM millrace.timeline WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ?";

    private final CqlSession session;
    private final PreparedStatement select;
    private final PreparedStatement advance;
    private final PreparedStatement put;
    private final PreparedStatement forgetRevision;
    private final PreparedStatement delete;

    /** A rollup. */
    public record Key(String tenant, String pipeline, String rollup) {}

    /** What becomes of a generation. */
    public enum State {
        /** A run is writing its rows, or was stopped while it did. */
        COMPUTING,
        /** It serves, save where another lies over it. */
        PUBLISHED,
        /** It serves no more, or never did. Its rows are kept until they expire. */
        WITHDRAWN
    }

    /**
     * A recomputed generation.
     *
     * @param published 0 = never; else the greater lies over the smaller
     * @param run that computed it, in the table of runs
     * @param lookupsAsOf offset in the topic of definitions as of which its events are joined with lookups, or later if they were accepted
     *     later; -1 = as they were accepted
     */
    public record Entry(Layer layer, State state, long published, UUID run, Instant since, long lookupsAsOf) {
        public Entry as(State newState, long newPublished) {
            return new Entry(layer, newState, newPublished, run, since, lookupsAsOf);
        }
    }

    /**
     * The timeline of one rollup.
     *
     * @param revision 0 = it was never changed
     * @param entries by generation
     */
    public record Timeline(long revision, List<Entry> entries) {
        public Timeline {
            entries = List.copyOf(entries);
        }

        /** What serves, from the lowest to the one on top. */
        public List<Layer> layers() {
            return entries.stream()
                    .filter(entry -> entry.state() == State.PUBLISHED)
                    .sorted(Comparator.comparingLong(Entry::published))
                    .map(Entry::layer)
                    .toList();
        }

        /**
         * The number of the next generation.
         *
         * @param first that there can be
         */
        public int nextGeneration(int first) {
            return entries.stream()
                            .mapToInt(entry -> entry.layer().generation())
                            .max()
                            .orElse(first - 1)
                    + 1;
        }
    }

    public TimelineTable(CqlSession session) {
        this.session = session;
        select = session.prepare(SimpleStatement.newInstance(SELECT)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
        advance = session.prepare(ADVANCE);
        put = session.prepare(PUT);
        forgetRevision = session.prepare(FORGET_REVISION);
        delete = session.prepare(DELETE);
    }

    /** The timeline as it is now. Fails as the driver does. */
    public Timeline read(Key key) {
        return read(key, DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    /** Likewise, with a change that is just being made finished or made void: who wants to change it reads so. */
    public Timeline readSerial(Key key) {
        return read(key, DefaultConsistencyLevel.LOCAL_SERIAL);
    }

    private Timeline read(Key key, DefaultConsistencyLevel consistency) {
        BoundStatement statement =
                select.bind(key.tenant(), key.pipeline(), key.rollup()).setConsistencyLevel(consistency);
        long revision = 0;
        List<Entry> entries = new ArrayList<>();
        for (Row row : session.execute(statement)) {
            revision = row.getLong(0);
            if (!row.isNull(1)) {
                entries.add(toEntry(row, key.rollup()));
            }
        }
        return new Timeline(revision, entries);
    }

    /**
     * Puts entries, in the place of those of their generations, all or none.
     *
     * @param former what they were decided upon
     * @return false if the timeline was changed meanwhile; nothing is put then
     */
    public boolean change(Key key, Timeline former, List<Entry> entries) {
        Long expected = former.revision() == 0 ? null : former.revision();
        List<BoundStatement> statements = new ArrayList<>();
        statements.add(advance.bind(former.revision() + 1, key.tenant(), key.pipeline(), key.rollup(), expected));
        entries.forEach(entry -> statements.add(bind(key, entry)));
        return isApplied(statements);
    }

    /**
     * Forgets a timeline, all of it or nothing.
     *
     * @param former what is forgotten; was changed at least once
     * @return false if it was changed meanwhile; nothing is forgotten then
     */
    public boolean delete(Key key, Timeline former) {
        List<BoundStatement> statements = new ArrayList<>();
        statements.add(forgetRevision.bind(key.tenant(), key.pipeline(), key.rollup(), former.revision()));
        former.entries()
                .forEach(entry -> statements.add(delete.bind(
                        key.tenant(),
                        key.pipeline(),
                        key.rollup(),
                        entry.layer().generation())));
        return isApplied(statements);
    }

    private boolean isApplied(List<BoundStatement> statements) {
        BatchStatement batch = BatchStatement.newInstance(BatchType.LOGGED)
                .addAll(statements)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL);
        return session.execute(batch).wasApplied();
    }

    private BoundStatement bind(Key key, Entry entry) {
        Layer layer = entry.layer();
        return put.bind(
                key.tenant(),
                key.pipeline(),
                key.rollup(),
                layer.generation(),
                layer.version(),
                layer.layout().bucket(),
                layer.layout().shards(),
                Instant.ofEpochMilli(layer.serves().from()),
                Instant.ofEpochMilli(layer.serves().until()),
                entry.state().name(),
                entry.published(),
                entry.run(),
                entry.since(),
                entry.lookupsAsOf());
    }

    private static Entry toEntry(Row row, String rollup) {
        Layer layer = new Layer(
                rollup,
                row.getInt(1),
                row.getInt(2),
                new RollupLayout(row.getLong(3), row.getInt(4)),
                new TimeInterval(
                        row.getInstant(5).toEpochMilli(), row.getInstant(6).toEpochMilli()));
        return new Entry(
                layer,
                State.valueOf(row.getString(7)),
                row.getLong(8),
                row.getUuid(9),
                row.getInstant(10),
                row.isNull(11) ? -1 : row.getLong(11));
    }
}
