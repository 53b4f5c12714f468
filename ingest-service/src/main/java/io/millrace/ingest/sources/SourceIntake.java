package io.millrace.ingest.sources;

import io.millrace.ingest.intake.EventIds;
import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.IntakeOrigin;
import io.millrace.ingest.intake.RecordIntake;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import java.time.Clock;

/** Takes in what sources read, as bodies of requests are taken in. */
public record SourceIntake(IntakeLimits limits, RecordSerde<DeadLetter> deadLetters, Clock clock) {
    /** Of one origin, into one batch. */
    public RecordIntake of(IntakeOrigin origin, EventIds ids, SourceBatch batch) {
        return new RecordIntake(origin, ids, limits, batch, deadLetters, clock);
    }
}
