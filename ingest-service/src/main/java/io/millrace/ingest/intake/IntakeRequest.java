package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import java.util.Optional;

/**
 * What a body is, and what it is judged by.
 *
 * @param csv how the body is written, if it is CSV
 * @param contentType as the client said it; kept with dead letters
 * @param idempotencyKey what events without an identity of their own are identified by
 * @param origin names the request in dead letters
 * @param pace at which it may be read
 */
public record IntakeRequest(
        ActivePipeline pipeline,
        EventFormat format,
        ContentEncoding encoding,
        CsvDialect csv,
        String contentType,
        Optional<String> idempotencyKey,
        String origin,
        IntakePace pace) {}
