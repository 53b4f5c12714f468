package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.format.EventFormat;
import java.util.Optional;

/**
 * What a body is, and what it is judged by.
 *
 * @param delimiter between the cells of a CSV line, one ASCII character
 * @param contentType as the client said it; kept with dead letters
 * @param idempotencyKey what events without an identity of their own are identified by
 * @param origin names the request in dead letters
 */
public record IntakeRequest(
        ActivePipeline pipeline,
        EventFormat format,
        ContentEncoding encoding,
        char delimiter,
        String contentType,
        Optional<String> idempotencyKey,
        String origin) {}
