package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Table {@code proofs}: how many rows of each rollup were found equal and wrong, ever. A number is replaced on condition that it is still the one that was read, and
 * names the run that it counts last, so each run counts once. Thread-safe; the table must exist ({@link Schema}).
 */
public final class ProofsTable {
    static final String NAME = "proofs";

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.proofs (
                tenant text,
                pipeline text,
                rollup text,
                equal bigint,
                wrong bigint,
                run timeuuid,
                PRIMARY KEY ((tenant), pipeline, rollup)
            ) WITH comment = 'How many rows reconciling found equal and wrong, ever, and the run that was counted last.'""";

    private static final String SELECT =
            "SELECT pipeline, rollup, equal, wrong, run FROM millrace.proofs WHERE tenant = ?";

    private static final String SELECT_ONE = SELECT + " AND pipeline = ? AND rollup = ?";

    private static final String UPDATE = """
            UPDATE millrace.proofs SET equal = ?, wrong = ?, run = ? WHERE tenant = ? AND pipeline = ? AND rollup = ?
                IF run = ?""";

    private static final String DELETE =
            "DELETE FROM millrace.proofs WHERE tenant = ? AND pipeline = ? AND rollup = ? IF EXISTS";

    private final CqlSession session;
    private final PreparedStatement select;
    private final PreparedStatement selectOne;
    private final PreparedStatement update;
    private final PreparedStatement delete;

    public ProofsTable(CqlSession session) {
        this.session = session;
        select = session.prepare(SimpleStatement.newInstance(SELECT)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
        // So that a change that is just being made is finished or made void.
        selectOne = session.prepare(SimpleStatement.newInstance(SELECT_ONE)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL));
        update = session.prepare(UPDATE);
        delete = session.prepare(DELETE);
    }

    /** Of every rollup of a tenant that was ever reconciled. Fails as the driver does. */
    public CompletionStage<List<Proof>> read(String tenant) {
        return session.executeAsync(select.bind(tenant)).thenCompose(page -> drain(page, tenant, new ArrayList<>()));
    }

    private static CompletionStage<List<Proof>> drain(AsyncResultSet page, String tenant, List<Proof> proofs) {
        page.currentPage().forEach(row -> proofs.add(toProof(row, tenant)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, tenant, proofs))
                : CompletableFuture.completedStage(proofs);
    }

    /** Of one rollup, with every change that was made before. Fails as the driver does. */
    public Optional<Proof> find(TimelineTable.Key rollup) {
        return Optional.ofNullable(session.execute(selectOne.bind(rollup.tenant(), rollup.pipeline(), rollup.rollup()))
                        .one())
                .map(row -> toProof(row, rollup.tenant()));
    }

    /**
     * Puts what reconciling a rollup came to.
     *
     * @param former what it was decided upon; empty = there was nothing yet
     * @return false if it was changed meanwhile; nothing is put then
     */
    public boolean replace(Optional<Proof> former, Proof next) {
        UUID expected = former.map(Proof::run).orElse(null);
        return session.execute(update.bind(
                                next.equal(),
                                next.wrong(),
                                next.run(),
                                next.tenant(),
                                next.pipeline(),
                                next.rollup(),
                                expected)
                        .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                        .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL))
                .wasApplied();
    }

    /** Forgets what reconciling a rollup came to. Conditional like every change, so that they have one order. Fails as the driver does. */
    public void delete(Proof proof) {
        session.execute(delete.bind(proof.tenant(), proof.pipeline(), proof.rollup())
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL));
    }

    private static Proof toProof(Row row, String tenant) {
        return new Proof(tenant, row.getString(0), row.getString(1), row.getLong(2), row.getLong(3), row.getUuid(4));
    }
}
