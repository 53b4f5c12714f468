package io.millrace.kafka.topic;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Every topic of an installation, declared once.
 *
 * <p>Record timestamps are wall clock everywhere: the broker's retention goes by them, and a replay of old data must not be deleted
 * on arrival.
 *
 * @param partitions of every events topic and of what is computed from them; fixed when Millrace is installed
 */
public record Topics(int partitions) {
    /** How long a dead letter can be replayed. */
    public static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);

    private static final String EVENTS_PREFIX = "events.";

    /** Matches the events topic of every tenant. */
    public static final Pattern EVENTS = Pattern.compile("events\\.[a-z][a-z0-9-]*");

    public Topics {
        if (partitions < 1) {
            throw new IllegalArgumentException("an installation has at least one partition, not " + partitions);
        }
    }

    /**
     * Definitions. Key: {@code tenant/pipeline}; value: {@link io.millrace.kafka.record.PipelineRecord}. And versions of lookups, key: {@code
     * tenant/lookup/version}; value: {@link io.millrace.kafka.record.LookupVersionRecord}. One partition, so that an offset
     * says how much of all definitions was known.
     */
    public TopicDeclaration pipelines() {
        return new TopicDeclaration(
                "pipelines", 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /**
     * Rows of lookups. Key: {@code tenant/lookup/version/chunk}; value: a piece of the bytes of a {@link
     * io.millrace.model.lookup.LookupTable}. A version is there once the topic of definitions has its {@link
     * io.millrace.kafka.record.LookupVersionRecord}.
     */
    public TopicDeclaration lookups() {
        return new TopicDeclaration(
                "lookups", 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /**
     * A tenant's accepted events. Key: {@link io.millrace.model.event.EventId}; value: {@link io.millrace.model.event.EventEncoder}. The
     * timestamp is the append time, which dedupe measures by.
     */
    public TopicDeclaration events(String tenant) {
        return new TopicDeclaration(
                EVENTS_PREFIX + tenant,
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(7)),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }

    /** Whether a topic is the events topic of a tenant. */
    public static boolean isEvents(String topic) {
        return topic.startsWith(EVENTS_PREFIX);
    }

    /** The tenant whose events a topic carries. */
    public static String tenantOf(String eventsTopic) {
        if (!isEvents(eventsTopic)) {
            throw new IllegalArgumentException("not an events topic: " + eventsTopic);
        }
        return eventsTopic.substring(EVENTS_PREFIX.length());
    }

    /** What could not be used. Key: id; value: {@link io.millrace.kafka.record.DeadLetter}. */
    public TopicDeclaration deadLetters() {
        return new TopicDeclaration(
                "dead-letters",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, millis(DEAD_LETTERS_KEPT),
                        // A dead letter carries a record that may itself have been at its limit.
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 << 20)));
    }

    /**
     * Which dead letters were replayed, and what each replay came to. Keys: {@link io.millrace.kafka.record.ReplayKey}; values: {@link
     * io.millrace.kafka.record.ReplayedLetter}, {@link io.millrace.kafka.record.ReplayReceipt}. Kept far longer than a dead letter, so that
     * none can be replayed that is no longer known to have been.
     */
    public TopicDeclaration deadLetterReplays() {
        return new TopicDeclaration(
                "dead-letter-replays",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(DEAD_LETTERS_KEPT.multipliedBy(3))));
    }

    /**
     * Every change of a stored row, as its new absolute value. Key and value: {@link io.millrace.kafka.record.RollupRecords}. Partitioned by the
     * row's Cassandra partition ({@link RowPartitioner}).
     */
    public TopicDeclaration rollups() {
        return new TopicDeclaration(
                "rollups",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(3))));
    }

    /**
     * Rows of typed tables, as events make them. Key and value: {@link io.millrace.kafka.record.TableRecords}. Partitioned by the row's
     * Cassandra partition ({@link RowPartitioner}).
     */
    public TopicDeclaration tables() {
        return new TopicDeclaration(
                "tables",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(3))));
    }

    /**
     * Where each alert of each group stands, whenever that changes. Key and value: {@link io.millrace.kafka.record.AlertRecords}. What has not
     * changed for 30 days is deleted.
     */
    public TopicDeclaration alerts() {
        return new TopicDeclaration(
                "alerts",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(30))));
    }

    /** How far each pipeline got in each events partition. Key and value: {@link io.millrace.kafka.record.ProgressRecords}. */
    public TopicDeclaration progress() {
        return new TopicDeclaration(
                "progress",
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        millis(Duration.ofHours(1))));
    }

    /** How many dead letters and late events each pipeline had. Key and value: {@link io.millrace.kafka.record.TallyRecords}. */
    public TopicDeclaration tallies() {
        return new TopicDeclaration(
                "tallies",
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        millis(Duration.ofHours(1))));
    }

    /**
     * From where on the stream counts events into each recomputed generation, partition by partition. Key and value: {@link
     * io.millrace.kafka.record.CutRecords}.
     */
    public TopicDeclaration cuts() {
        return new TopicDeclaration(
                "cuts",
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        millis(Duration.ofHours(1))));
    }

    /**
     * How far each source is and what was asked of it. Keys: {@link io.millrace.kafka.record.SourceKey}; values: {@link
     * io.millrace.kafka.record.SourceProgressRecord}, {@link io.millrace.kafka.record.SourceControlRecord}. A source's records are in the
     * partition that its key says; who has a lease of the partition runs the source.
     */
    public TopicDeclaration sources() {
        return new TopicDeclaration(
                "sources",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        millis(Duration.ofHours(1))));
    }

    /**
     * Runs of sources that ended, each once. Key and value: {@link io.millrace.kafka.record.SourceRunRecord}. A source's are in the partition that
     * its progress is in, too.
     */
    public TopicDeclaration sourceRuns() {
        return new TopicDeclaration(
                "source-runs",
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(7))));
    }

    /**
     * Orders to delete what is stored of pipelines and tenants, and reports that it is done, which take the place of the orders. Key: {@code tenant/pipeline}, or
     * {@code tenant}; value: {@link io.millrace.kafka.record.PurgeRecord}. Its one partition has one reader at a time in a group.
     */
    public TopicDeclaration purges() {
        return new TopicDeclaration(
                "purges", 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /**
     * Tenants and their keys. Key: {@code tenant/<name>}, value: {@link io.millrace.kafka.record.TenantRecord}; and {@code key/<id>}, {@link
     * io.millrace.kafka.record.ApiKeyRecord}. One partition, so that a key never goes before its tenant.
     */
    public TopicDeclaration tenants() {
        return new TopicDeclaration(
                "tenants", 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    /** Acts of administration, in their order, kept for 400 days. Key: the tenant; value: {@link io.millrace.kafka.record.AuditRecord}. */
    public TopicDeclaration audit() {
        return new TopicDeclaration(
                "audit",
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(400))));
    }

    /** Whether a topic is one of an installation's own. */
    public static boolean isOwn(String topic) {
        Topics any = new Topics(1);
        return topic.startsWith("__")
                || topic.startsWith("_schemas")
                || topic.startsWith("millrace")
                || isEvents(topic)
                || Stream.of(
                                any.pipelines(),
                                any.lookups(),
                                any.deadLetters(),
                                any.deadLetterReplays(),
                                any.rollups(),
                                any.tables(),
                                any.alerts(),
                                any.progress(),
                                any.tallies(),
                                any.cuts(),
                                any.sources(),
                                any.sourceRuns(),
                                any.purges(),
                                any.tenants(),
                                any.audit())
                        .anyMatch(own -> own.name().equals(topic));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
