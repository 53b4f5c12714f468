package io.millrace.ingest.lookups;

import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of a put.
 *
 * @param validFrom the event times the version is for; empty = from the beginning if it is the first, else from now
 * @param ifMatch entity tags of what may be replaced
 */
public record LookupPut(String tenant, String lookup, Optional<Instant> validFrom, Optional<String> ifMatch) {}
