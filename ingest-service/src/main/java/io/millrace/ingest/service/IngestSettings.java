package io.millrace.ingest.service;

import io.millrace.ingest.lookups.TenantLimits;
import io.millrace.ingest.pipelines.ReadableTopics;
import io.millrace.ingest.quota.Quota;
import io.millrace.ingest.quota.QuotaSettings;
import io.millrace.ingest.sources.SourceSettings;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.format.RecordLimits;
import io.millrace.shell.settings.SettingsReader;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The settings that {@code application.yml} documents.
 *
 * @param record what a record may cost, wherever it comes from
 * @param concurrentRequests bodies of events that are read at once
 * @param waitingRequests beside these, in line or waiting for Kafka
 * @param producerBufferBytes bytes on their way to Kafka
 * @param producerPatience how long a request waits for room among them
 * @param lookups how much of them a tenant may have
 */
public record IngestSettings(
        KafkaConnection kafka,
        URI registry,
        Topics topics,
        RecordLimits record,
        int concurrentRequests,
        int waitingRequests,
        long producerBufferBytes,
        Duration producerPatience,
        QuotaSettings quotas,
        TenantLimits lookups,
        SourceSettings sources) {
    private static final int MOST_RECORD_BYTES = 1 << 20;
    private static final int MOST_RECORD_FIELDS = 1 << 20;
    private static final int MOST_REQUESTS = 10_000;
    private static final long MOST_BUFFER = 1L << 40;
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);
    private static final int MOST_LOOKUPS = 100_000;
    private static final int MOST_THREADS = 1_000;
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(6);
    private static final Duration LONGEST_SESSION = Duration.ofMinutes(5);
    private static final int LEAST_ANSWER = 1 << 10;
    private static final Pattern HOST =
            Pattern.compile("\\*|(\\*\\.)?[a-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-f:]+](:[0-9]{1,5})?");

    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    static IngestSettings read(SettingsReader reader) {
        reader.port();
        Optional<KafkaConnection> kafka = reader.kafka();
        Optional<URI> registry = reader.registry();
        Topics topics = reader.topics();
        int recordBytes = reader.integer("millrace.limits.max-record-bytes", 1, MOST_RECORD_BYTES);
        int recordNesting = reader.integer("millrace.limits.max-record-nesting", 1, RecordLimits.MOST_NESTING);
        int recordFields = reader.integer("millrace.limits.max-record-fields", 1, MOST_RECORD_FIELDS);
        int requests = reader.integer("millrace.limits.concurrent-requests", 1, MOST_REQUESTS);
        int waiting = reader.integer("millrace.limits.waiting-requests", 0, MOST_REQUESTS);
        long buffer = reader.number("millrace.limits.producer-buffer-bytes", 2L * MOST_RECORD_BYTES, MOST_BUFFER);
        Duration patience =
                reader.duration("millrace.limits.producer-patience", Duration.ofMillis(1), Duration.ofMinutes(10));
        Supplier<QuotaSettings> quotas = quotas(reader);
        TenantLimits lookups = new TenantLimits(
                reader.integer("millrace.limits.lookups-per-tenant", 0, MOST_LOOKUPS),
                reader.number("millrace.limits.lookup-rows-per-tenant", 0, Long.MAX_VALUE),
                reader.number("millrace.limits.lookup-bytes-per-tenant", 0, Long.MAX_VALUE));
        Supplier<SourceSettings> sources = sources(reader);
        return reader.complete(() -> new IngestSettings(
                kafka.orElseThrow(),
                registry.orElseThrow(),
                topics,
                new RecordLimits(recordBytes, recordNesting, recordFields),
                requests,
                waiting,
                buffer,
                patience,
                quotas.get(),
                lookups,
                sources.get()));
    }

    private static Supplier<QuotaSettings> quotas(SettingsReader reader) {
        OptionalLong records = rate(reader, "millrace.quotas.records-per-second");
        OptionalLong bytes = rate(reader, "millrace.quotas.bytes-per-second");
        int burst = reader.integer("millrace.quotas.burst-seconds", 1, Quota.MOST_BURST_SECONDS);
        Duration patience = reader.duration("millrace.quotas.patience", Duration.ZERO, LONGEST_PATIENCE);
        int paced = reader.integer("millrace.quotas.paced-bodies", 0, MOST_REQUESTS);
        return () -> new QuotaSettings(new Quota(records, bytes, burst), patience, paced);
    }

    private static OptionalLong rate(SettingsReader reader, String name) {
        long perSecond = reader.number(name, 0, Quota.MOST_PER_SECOND);
        return perSecond == 0 ? OptionalLong.empty() : OptionalLong.of(perSecond);
    }

    private static Supplier<SourceSettings> sources(SettingsReader reader) {
        Optional<Path> own = reader.parsed("millrace.data-dir", IngestSettings::folder);
        Optional<Path> folder = folder("millrace.sources.folder", reader, own, "sources");
        boolean ownFolder = reader.text("millrace.sources.folder").isEmpty();
        Optional<Path> secrets = folder("millrace.sources.secrets", reader, own, "secrets");
        Optional<Set<String>> hosts = reader.parsed("millrace.sources.hosts", IngestSettings::hosts);
        Optional<ReadableTopics> topics = reader.parsed("millrace.sources.topics", value -> topics(value, reader));
        int threads = reader.integer("millrace.sources.threads", 1, MOST_THREADS);
        Duration session = reader.duration("millrace.sources.session", SHORTEST_SESSION, LONGEST_SESSION);
        int answer = reader.integer("millrace.sources.answer-bytes", LEAST_ANSWER, Integer.MAX_VALUE);
        return () -> new SourceSettings(
                threads,
                session,
                folder.orElseThrow(),
                ownFolder,
                secrets.orElseThrow(),
                hosts.orElseThrow(),
                topics.orElseThrow(),
                answer);
    }

    /** Its own unless another is named. */
    private static Optional<Path> folder(String name, SettingsReader reader, Optional<Path> own, String inOwn) {
        return reader.text(name).isEmpty()
                ? own.map(folder -> folder.resolve(inOwn))
                : reader.parsed(name, IngestSettings::folder);
    }

    private static Path folder(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("no folder");
        }
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("not a path", invalid);
        }
    }

    /** Who is asked for no key may do everything anyway. */
    private static ReadableTopics topics(String value, SettingsReader reader) {
        if (!value.isEmpty()) {
            return ReadableTopics.parse(value);
        }
        return reader.text(SettingsReader.ADMINISTRATOR_KEY).isEmpty() ? ReadableTopics.ALL : ReadableTopics.NONE;
    }

    private static Set<String> hosts(String value) {
        Set<String> hosts = new HashSet<>();
        for (String host : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            String one = host.strip().toLowerCase(Locale.ROOT);
            if (!HOST.matcher(one).matches()) {
                throw new IllegalArgumentException("host, host:port, *.domain or *, several separated by commas");
            }
            hosts.add(one);
        }
        return hosts;
    }
}
