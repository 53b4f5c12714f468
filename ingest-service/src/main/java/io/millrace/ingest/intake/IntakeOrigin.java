package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;

/**
 * Where records come from, and what they are judged by.
 *
 * @param name of the request, file, address or topic, as dead letters keep it
 * @param contentType of what was received, as dead letters keep it
 */
public record IntakeOrigin(ActivePipeline pipeline, String name, String contentType) {}
