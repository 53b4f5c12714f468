package io.millrace.ingest.repairs;

import io.millrace.kafka.record.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which of a pipeline's dead letters.
 *
 * @param code only with this reason; empty = any
 * @param from inclusive
 * @param to exclusive
 * @param ids only these; none = any
 */
public record LetterSelection(
        String tenant, String pipeline, Optional<String> code, Instant from, Instant to, Set<UUID> ids) {
    /** Clocks of those who write letters differ by less. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int VERSION_OF_TIME = 7;

    public LetterSelection {
        ids = Set.copyOf(ids);
    }

    boolean wants(DeadLetter letter) {
        return letter.tenant().equals(tenant)
                && letter.pipeline().equals(pipeline)
                && code.map(letter.code()::equals).orElse(true)
                && !letter.at().isBefore(from)
                && letter.at().isBefore(to)
                && (ids.isEmpty() || ids.contains(letter.id()));
    }

    /** No letter that is wanted was written before. Ids may say more than the times. */
    Instant writtenFrom() {
        boolean tellTime = !ids.isEmpty() && ids.stream().allMatch(id -> id.version() == VERSION_OF_TIME);
        Instant earliest = tellTime
                ? ids.stream()
                        .map(LetterSelection::timeOf)
                        .min(Instant::compareTo)
                        .orElseThrow()
                : from;
        return (earliest.isBefore(from) ? from : earliest).minus(SKEW);
    }

    /** When an id of version 7 was made. */
    static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
