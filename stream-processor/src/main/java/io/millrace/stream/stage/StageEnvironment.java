package io.millrace.stream.stage;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.stream.drain.CommitPaces;
import java.time.Clock;

/** What both stages are given; shared by all tasks, so all of it is thread-safe. */
public record StageEnvironment(
        Definitions definitions,
        StageRecords records,
        StageLimits limits,
        CommitPaces paces,
        StageMetrics metrics,
        Clock clock) {}
