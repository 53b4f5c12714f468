package io.millrace.stream.service;

import io.millrace.kafka.topic.Topics;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.StreamsSettings;
import java.net.URI;

/**
 * All settings, checked. Names and defaults stand in {@code application.yml}.
 *
 * @param registry of schemas
 * @param limits of each task
 */
record ServiceSettings(StreamsSettings streams, URI registry, Topics topics, StageLimits limits) {}
