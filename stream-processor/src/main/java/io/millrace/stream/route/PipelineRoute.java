package io.millrace.stream.route;

import io.millrace.kafka.definitions.Acceptance;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.definition.SameMeaning;
import io.millrace.model.event.EventId;
import io.millrace.model.table.TableLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * A pipeline as one task runs it: holds the event at hand, and where it belongs. An event is first evaluated, which may fail and changes
 * nothing, and then applied. Not thread-safe.
 */
final class PipelineRoute {
    private final ActivePipeline pipeline;
    private final long identity;
    private final long lateness;
    private final VersionRoute[] versions;
    private final VersionRoute[] feeds;
    private final List<Acceptance> acceptances;
    private final AcceptedRoute[] accepted;

    /** By acceptance, then by version: whether the two make the same of events. */
    private final boolean[][] alike;

    private long eventTime;

    PipelineRoute(ActivePipeline pipeline) {
        this.pipeline = pipeline;
        identity = identityOf(
                pipeline.tenant(), pipeline.name(), pipeline.record().past().purges());
        lateness = pipeline.definition().lateness().toMillis();
        List<ActiveVersion> all = pipeline.versions();
        versions = new VersionRoute[all.size()];
        for (int index = 0; index < versions.length; index++) {
            // Typed tables are filled by the current version, the last, whichever counts the event's time.
            List<TableLayout> tables = index == versions.length - 1 ? pipeline.tables() : List.of();
            versions[index] = new VersionRoute(pipeline, all.get(index), tables);
        }
        feeds = FeedRoutes.of(pipeline);
        acceptances = pipeline.acceptances();
        accepted = acceptances.stream()
                .map(acceptance -> new AcceptedRoute(acceptance, pipeline.schemas()))
                .toArray(AcceptedRoute[]::new);
        alike = new boolean[accepted.length][versions.length];
        for (int index = 0; index < accepted.length; index++) {
            for (int version = 0; version < versions.length; version++) {
                alike[index][version] =
                        SameMeaning.ofEvents(acceptances.get(index).definition(), versions[version].definition());
            }
        }
    }

    ActivePipeline pipeline() {
        return pipeline;
    }

    /** The same for every version of a pipeline, and for no other pipeline, nor one that had its name before and was purged: 64 bits of a digest. */
    long identity() {
        return identity;
    }

    /** Milliseconds. */
    long lateness() {
        return lateness;
    }

    /** Of the event evaluated last; milliseconds since the epoch. */
    long eventTime() {
        return eventTime;
    }

    /**
     * Evaluates an event by every version of the definition that counts its time, or fills typed tables: nearly always one, the one that the event was accepted under. That
     * one says whether it is an event, also where only others count it. They, and feeds, leave out what they can't evaluate.
     *
     * @param newEventTime milliseconds since the epoch, as the event's envelope says
     * @param definitionsOffset likewise: what it was accepted under
     * @throws RuntimeException if it is no event, whatever the reason
     */
    void evaluate(EventId id, int schemaId, long newEventTime, long definitionsOffset, byte[] encoded) {
        eventTime = newEventTime;
        int acceptance = Acceptance.indexOf(acceptances, definitionsOffset);
        boolean judged = false;
        for (int index = 0; index < versions.length; index++) {
            if (alike[acceptance][index]) {
                judged |= versions[index].evaluate(id, schemaId, eventTime, encoded);
            }
        }
        if (!judged) {
            accepted[acceptance].judge(schemaId, encoded);
        }
        for (int index = 0; index < versions.length; index++) {
            if (!alike[acceptance][index]) {
                versions[index].evaluateLeniently(id, schemaId, eventTime, encoded);
            }
        }
        for (VersionRoute feed : feeds) {
            feed.evaluateLeniently(id, schemaId, eventTime, encoded);
        }
    }

    /** Of the event evaluated last: how many of its keys a lookup does not have. */
    int missingKeys() {
        int missing = 0;
        for (VersionRoute version : versions) {
            missing += version.missingKeys();
        }
        return missing;
    }

    /** Of the event evaluated last: how many rows of typed tables it does not make, since it lacks a column of their keys. */
    int rowsWithoutKey() {
        int rows = 0;
        for (VersionRoute version : versions) {
            rows += version.rowsWithoutKey();
        }
        return rows;
    }

    /** From how many rollups and typed tables the event evaluated last is left out, since their version is not the one that accepted it, and can't evaluate it. */
    int versionFailures() {
        return leftOut(versions);
    }

    /** From how many feeds the event evaluated last is left out, since they can't evaluate it. */
    int feedFailures() {
        return leftOut(feeds);
    }

    private static int leftOut(VersionRoute[] routes) {
        int count = 0;
        for (VersionRoute route : routes) {
            count += route.leftOut();
        }
        return count;
    }

    /** Counts the event evaluated last, wherever it counts, and adds the rows of typed tables that it makes. */
    void applyTo(PartialAggregates partials, TableRows tableRows) {
        for (VersionRoute version : versions) {
            version.applyTo(partials, tableRows);
        }
        for (VersionRoute feed : feeds) {
            feed.applyTo(partials, tableRows);
        }
    }

    static long identityOf(String tenant, String pipeline, int purgesBefore) {
        try {
            String name = tenant + "/" + pipeline + (purgesBefore == 0 ? "" : "/" + purgesBefore);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new ByteReader(digest).readLongBigEndian();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
