package io.millrace.stream.stage;

import io.millrace.kafka.definitions.Definitions;
import java.time.Clock;

/** What both stages are given; shared by all tasks, so all of it is thread-safe. */
public record StageEnvironment(
        Definitions definitions, StageRecords records, StageLimits limits, StageMetrics metrics, Clock clock) {}
