package io.millrace.batch.run;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far back the archive is whole. An event is kept for {@code retention.archive} of the version of the definition that was current when it was written, and it is
 * written at most {@code maxAhead} before its time.
 */
final class ArchiveFloor {
    /** A run takes a while, and what expires meanwhile must not be missed. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private ArchiveFloor() {}

    /** The event time from which on all events are there; ms since the epoch, {@link Long#MIN_VALUE} = nothing has expired yet. */
    static long of(PipelineRecord record, Instant now) {
        return of(record, now, Long.MAX_VALUE);
    }

    /**
     * The same, where more is known.
     *
     * @param wholeFrom see {@link Imports.Imported#wholeFrom}
     */
    private static long of(PipelineRecord record, Instant now, long wholeFrom) {
        long written = Math.min(lastExpiredWrite(record.versions(), now.plus(MARGIN)), wholeFrom);
        if (written == Long.MIN_VALUE) {
            return written;
        }
        return written + aheadOfWrite(record);
    }

    /** When the first event was written, at the earliest, that windows may count whose events begin then; ms since the epoch. */
    static long firstWrite(PipelineRecord record, long events) {
        return events - aheadOfWrite(record) - MARGIN.toMillis();
    }

    /** How much later than it is written the time of an event may be, or that of the first of its copies, ms; under whichever version that allowed most. */
    private static long aheadOfWrite(PipelineRecord record) {
        return record.versions().stream()
                .map(version -> DefinitionReader.read(version.source()))
                .mapToLong(ArchiveFloor::aheadOfWrite)
                .max()
                .orElseThrow();
    }

    private static long aheadOfWrite(PipelineDefinition version) {
        long ahead = version.event().maxAhead().toMillis();
        // The first of several copies may have another time than those that came after it.
        return copiesShareTheirTime(version)
                ? ahead
                : ahead + version.lateness().toMillis();
    }

    private static long lastExpiredWrite(List<PipelineRecord.Version> versions, Instant now) {
        long last = Long.MIN_VALUE;
        for (int index = 0; index < versions.size(); index++) {
            PipelineRecord.Version version = versions.get(index);
            Instant end = index + 1 < versions.size() ? versions.get(index + 1).putAt() : now;
            Instant expired = now.minus(
                    DefinitionReader.read(version.source()).retention().archive());
            Instant ofVersion = expired.isBefore(end) ? expired : end;
            if (ofVersion.isAfter(version.putAt())) {
                last = Math.max(last, ofVersion.toEpochMilli());
            }
        }
        return last;
    }

    private static boolean copiesShareTheirTime(PipelineDefinition definition) {
        return definition.event().time().isPresent()
                && (definition.event().id().isEmpty()
                        || definition
                                .event()
                                .id()
                                .contains(definition.event().time().get()));
    }

    /**
     * @param events that are to be read
     * @throws RefusedException if some may have expired
     */
    static void check(PipelineRecord record, String rollup, TimeInterval events, Instant now) {
        check(record, rollup, events, now, Long.MAX_VALUE);
    }

    /**
     * The same, where more is known.
     *
     * @param wholeFrom see {@link Imports.Imported#wholeFrom}
     */
    static void check(PipelineRecord record, String rollup, TimeInterval events, Instant now, long wholeFrom) {
        long floor = of(record, now, wholeFrom);
        if (events.from() < floor) {
            throw new RefusedException(
                    "The archive of " + record.pipeline() + " is whole only from " + Instant.ofEpochMilli(floor)
                            + " on, since events are kept for retention.archive; rollup " + rollup
                            + " would need those from " + Instant.ofEpochMilli(events.from()) + " on.",
                    "Choose a later --from, or --source kafka if the topic of events has more; with a greater retention.archive,"
                            + " events that come from now on are kept longer.");
        }
    }
}
