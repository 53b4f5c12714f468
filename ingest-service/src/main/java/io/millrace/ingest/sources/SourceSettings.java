package io.millrace.ingest.sources;

import io.millrace.ingest.pipelines.ReadableTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How sources are run, and what they may reach.
 *
 * @param threads that take steps, each of one source at a time
 * @param session how long an instance may be silent until its leases go to others
 * @param folder of all tenants' folders
 * @param ownFolder whether that is the service's own, to be made if it is missing
 * @param secrets of all tenants' folders of secrets
 * @param hosts that polls may ask; none = all whose addresses are public
 * @param topics that Kafka sources may read
 * @param answerBytes of an answer to a poll, at most
 */
public record SourceSettings(
        int threads,
        Duration session,
        Path folder,
        boolean ownFolder,
        Path secrets,
        Set<String> hosts,
        ReadableTopics topics,
        int answerBytes) {
    public SourceSettings {
        hosts = Set.copyOf(hosts);
    }
}
