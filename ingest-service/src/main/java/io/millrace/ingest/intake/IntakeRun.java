package io.millrace.ingest.intake;

import io.millrace.ingest.intake.IntakeReport.Ending;
import io.millrace.ingest.intake.IntakeReport.RejectedRecord;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One body on its way in. */
final class IntakeRun {
    private final IntakeRequest request;
    private final IntakeLimits limits;
    private final Deliveries deliveries;
    private final RecordIntake records;

    private final List<RejectedRecord> rejected = new ArrayList<>();
    private long count;
    private long bytes;

    IntakeRun(IntakeRequest request, IntakeLimits limits, Deliveries deliveries, RecordIntake records) {
        this.request = request;
        this.limits = limits;
        this.deliveries = deliveries;
        this.records = records;
    }

    /** Reads and sends; says why it stopped. */
    Ending read(InputStream body) {
        try (InputStream decoded = request.encoding().decode(body);
                EventReader reader = open(decoded)) {
            while (!deliveries.hasFailed() && reader.next()) {
                Optional<Duration> over = request.pace().beforeRecord(reader.rawLength());
                if (over.isPresent()) {
                    return new Ending.OverQuota(over.get());
                }
                Optional<RejectedRecord> refused = records.take(reader);
                if (refused.isPresent()) {
                    list(refused.get());
                }
                count++;
                bytes += reader.rawLength();
            }
            return new Ending.Complete();
        } catch (MalformedBodyException malformed) {
            return malformed(malformed);
        } catch (ClientBody.ClientGoneException gone) {
            return new Ending.ClientGone();
        } catch (IOException corrupt) {
            return new Ending.CorruptEncoding(String.valueOf(corrupt.getMessage()));
        }
    }

    private EventReader open(InputStream decoded) {
        ReaderOptions options = new ReaderOptions(request.csv(), limits.record());
        return EventReaders.open(
                request.format(),
                decoded,
                request.pipeline().definition(),
                request.pipeline().schema(),
                options);
    }

    private void list(RejectedRecord record) {
        if (rejected.size() < IntakeReport.MAX_REJECTED) {
            rejected.add(record);
        }
    }

    private Ending malformed(MalformedBodyException malformed) {
        boolean header = malformed.part() == MalformedBodyException.Part.HEADER;
        Optional<UUID> letter = header
                ? Optional.empty()
                : Optional.of(records.takeRest(malformed.message(), count, malformed.line(), malformed.rest()));
        return new Ending.Malformed(malformed.message(), malformed.line(), malformed.problems(), letter, header);
    }

    /** What became of the body, once all that was sent is answered. */
    IntakeReport report(Ending ending) {
        Optional<Exception> failure = deliveries.failure();
        return new IntakeReport(
                deliveries.events(),
                deliveries.deadLetters(),
                rejected,
                Math.min(count, deliveries.firstFailed()),
                failure.<Ending>map(cause -> new Ending.Unavailable(String.valueOf(cause.getMessage())))
                        .orElse(ending));
    }

    /** Of the records read, as received. */
    long bytes() {
        return bytes;
    }
}
