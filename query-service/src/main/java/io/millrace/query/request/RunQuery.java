package io.millrace.query.request;

import io.millrace.cassandra.Run;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is asked of a tenant's runs. They are answered newest first.
 *
 * @param state as of when it is answered
 * @param limit most runs of a page
 * @param after the page begins behind this run, which is older than none of the page before; empty = at the newest
 */
public record RunQuery(
        String tenant,
        Optional<String> pipeline,
        Optional<Run.Kind> kind,
        Optional<Run.State> state,
        int limit,
        String fingerprint,
        Optional<UUID> after) {
    private static final int ID_LENGTH = 16;

    /** Whether every run of the tenant is asked for. */
    public boolean isForAll() {
        return pipeline.isEmpty() && kind.isEmpty() && state.isEmpty();
    }

    /** Whether a run of the tenant is asked for. */
    public boolean wants(Run run, Instant now) {
        return pipeline.map(run.pipeline()::equals).orElse(true)
                && kind.map(run.kind()::equals).orElse(true)
                && state.map(run.stateAt(now)::equals).orElse(true);
    }

    /** The cursor of the page behind a run. */
    public String cursorAfter(UUID run) {
        ByteWriter id = new ByteWriter(ID_LENGTH);
        id.writeLongBigEndian(run.getMostSignificantBits());
        id.writeLongBigEndian(run.getLeastSignificantBits());
        return new Cursor(0, fingerprint, Position.after(0, new GroupKey(id.toByteArray()))).encode();
    }

    /** The run that a cursor stands behind; empty = it is no cursor of runs. */
    static Optional<UUID> runOf(Position position) {
        return position.group()
                .map(GroupKey::bytes)
                .filter(bytes -> bytes.length == ID_LENGTH)
                .map(ByteReader::new)
                .map(in -> new UUID(in.readLongBigEndian(), in.readLongBigEndian()));
    }
}
