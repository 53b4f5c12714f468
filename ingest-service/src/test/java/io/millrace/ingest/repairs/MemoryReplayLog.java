package io.millrace.ingest.repairs;

import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.model.event.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is known of replays, in memory; each commit as a whole. */
public final class MemoryReplayLog implements ReplayLog {
    private final Map<UUID, ReplayReceipt> receipts = new HashMap<>();
    private final Set<UUID> letters = new HashSet<>();
    private final Set<EventId> known = new HashSet<>();

    /** All that were committed, in order. */
    public final List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();

    @Override
    public Replayed replayed(String tenant) {
        return begin(tenant);
    }

    @Override
    public Optional<ReplayReceipt> find(String tenant, UUID replay) {
        return Optional.ofNullable(receipts.get(replay))
                .filter(receipt -> receipt.tenant().equals(tenant));
    }

    @Override
    public Session begin(String tenant) {
        return new Session() {
            @Override
            public boolean hasLetter(UUID letter) {
                return letters.contains(letter);
            }

            @Override
            public boolean hasEvent(EventId event) {
                return known.contains(event);
            }

            @Override
            public void commit(UUID replay, List<Repaired> repaired, List<ProducerRecord<byte[], byte[]>> sent) {
                events.addAll(sent);
                repaired.forEach(letter -> {
                    letters.add(letter.letter());
                    known.add(letter.event());
                });
            }

            @Override
            public void commit(ReplayReceipt receipt) {
                receipts.put(receipt.id(), receipt);
            }

            @Override
            public void close() {}
        };
    }
}
