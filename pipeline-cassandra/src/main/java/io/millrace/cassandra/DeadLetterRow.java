package io.millrace.cassandra;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A record that could not be used, without its bytes. What each means stands at the record of the topic {@code dead-letters}.
 *
 * @param index of the record in its origin, from 0; -1 = does not apply
 * @param line physical line in its origin, from 1; -1 = does not apply
 */
public record DeadLetterRow(
        String tenant,
        UUID id,
        Instant at,
        String pipeline,
        String stage,
        String code,
        Optional<String> field,
        String message,
        String origin,
        long index,
        long line,
        String contentType,
        Optional<String> header,
        boolean truncated) {}
