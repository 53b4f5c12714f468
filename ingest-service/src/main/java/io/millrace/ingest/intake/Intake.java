package io.millrace.ingest.intake;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import java.io.InputStream;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;

/** Takes bodies of events in. Thread-safe; a body is read by the thread that brings it. */
public final class Intake {
    private final Producer<byte[], byte[]> producer;
    private final RecordSerde<DeadLetter> deadLetters;
    private final IntakeLimits limits;
    private final IntakeMetrics metrics;
    private final Clock clock;

    /**
     * @param producer idempotent, with acks from all replicas; its memory bounds the bytes on their way of all requests together
     */
    public Intake(
            Producer<byte[], byte[]> producer,
            RecordSerde<DeadLetter> deadLetters,
            IntakeLimits limits,
            IntakeMetrics metrics,
            Clock clock) {
        this.producer = producer;
        this.deadLetters = deadLetters;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Reads a body to its end, or as far as it can be. Returns when few of its records are on their way; the report is there when every one is acknowledged,
     * or known not to be.
     *
     * @param body as the client sends it, still encoded; closed in the end
     * @return made by the thread that hears of the last acknowledgement, which should not be held up
     */
    public CompletionStage<IntakeReport> take(IntakeRequest request, InputStream body) {
        Deliveries deliveries = new Deliveries(producer, limits.recordsInFlight());
        IntakeOrigin origin = new IntakeOrigin(request.pipeline(), request.origin(), request.contentType());
        RecordIntake records =
                new RecordIntake(origin, EventIds.ofRequest(request), limits, deliveries, deadLetters, clock);
        IntakeRun run = new IntakeRun(request, limits, deliveries, records);
        Ending ending = run.read(new ClientBody(body));
        long unknownFields = deliveries.unknownFields();
        return deliveries.end(limits.acknowledgement()).thenApply(answered -> {
            IntakeReport report = run.report(ending);
            metrics.taken(
                    request.pipeline().tenant(),
                    request.pipeline().name(),
                    new IntakeMetrics.Taken(report.accepted(), report.rejectedCount(), unknownFields, run.bytes()));
            return report;
        });
    }
}
