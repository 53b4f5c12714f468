package io.millrace.ingest.repairs;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.kafka.record.ReplayReceipt.Reason;
import io.millrace.kafka.record.ReplayReceipt.Rejection;
import io.millrace.model.event.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts what the letters of a selection come to. Not thread-safe. */
final class RepairRun {
    /** So many rejections are listed; all are counted. */
    static final int MOST_LISTED = 100;

    private final LetterRepair repair;
    private final ReplayLog.Replayed before;
    private final Set<EventId> events = new HashSet<>();
    private final Map<Kind, Long> reasons = new LinkedHashMap<>();
    private final List<Rejection> rejected = new ArrayList<>();
    private long selected;
    private long replayed;
    private long alreadyReplayed;
    private long stillRejected;

    private record Kind(String code, Optional<String> field) {}

    RepairRun(LetterRepair repair, ReplayLog.Replayed before) {
        this.repair = repair;
        this.before = before;
    }

    /** What a letter comes to; empty if it was replayed before, or is a copy of one that was. */
    Optional<RepairOutcome> take(DeadLetter letter) {
        selected++;
        if (before.hasLetter(letter.id())) {
            alreadyReplayed++;
            return Optional.empty();
        }
        RepairOutcome outcome = repair.of(letter);
        if (outcome instanceof RepairOutcome.Rejected refused) {
            stillRejected++;
            reasons.merge(new Kind(refused.code(), refused.field()), 1L, Long::sum);
            if (rejected.size() < MOST_LISTED) {
                rejected.add(new Rejection(letter.id(), refused.code(), refused.field(), refused.message()));
            }
        } else if (outcome instanceof RepairOutcome.Event event) {
            if (before.hasEvent(event.id()) || !events.add(event.id())) {
                alreadyReplayed++;
                return Optional.empty();
            }
            replayed++;
        }
        return Optional.of(outcome);
    }

    long selected() {
        return selected;
    }

    ReplayReceipt.Counts counts(boolean complete) {
        return new ReplayReceipt.Counts(
                selected,
                replayed,
                alreadyReplayed,
                stillRejected,
                complete,
                reasons.entrySet().stream()
                        .map(entry ->
                                new Reason(entry.getKey().code(), entry.getKey().field(), entry.getValue()))
                        .sorted(Comparator.comparingLong(Reason::letters).reversed())
                        .limit(MOST_LISTED)
                        .toList(),
                rejected);
    }
}
