package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.model.bytes.ByteReader;
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
    private final FeedRoute[] feeds;
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
        feeds = FeedRoute.of(pipeline);
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
     * Evaluates an event by every version of the definition that counts its time, or fills typed tables: nearly always one. And for feeds, which
     * decide on nothing but what they count themselves.
     *
     * @param newEventTime milliseconds since the epoch, as the event's envelope says
     * @throws RuntimeException if that can't be done, whatever the reason
     */
    void evaluate(EventId id, int schemaId, long newEventTime, byte[] encoded) {
        eventTime = newEventTime;
        for (VersionRoute version : versions) {
            version.evaluate(id, schemaId, eventTime, encoded);
        }
        for (FeedRoute feed : feeds) {
            feed.evaluate(id, schemaId, eventTime, encoded);
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

    /** For how many feeds the event evaluated last could not be. */
    int feedFailures() {
        int failures = 0;
        for (FeedRoute feed : feeds) {
            failures += feed.hasFailed() ? 1 : 0;
        }
        return failures;
    }

    /** Counts the event evaluated last, wherever it counts, and adds the rows of typed tables that it makes. */
    void applyTo(PartialAggregates partials, TableRows tableRows) {
        for (VersionRoute version : versions) {
            version.applyTo(partials, tableRows);
        }
        for (FeedRoute feed : feeds) {
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
