package io.millrace.ingest.repairs;

import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Repairs dead letters and sends them as events, each once. Thread-safe. */
public final class DeadLetterReplays {
    /** Of one replay; the same again goes on. */
    static final int MOST_LETTERS = 100_000;

    /** An open transaction holds back all who read the tenant's events, so it must be over soon. */
    private static final int MOST_RECORDS = 5_000;

    private static final long MOST_BYTES = 4L << 20;

    private final DeadLetterLog letters;
    private final ReplayLog log;
    private final IntakeLimits limits;
    private final RegisteredRecords registered;
    private final IntakeMetrics metrics;
    private final Clock clock;

    /**
     * @param registered records of teams' own topics
     */
    public DeadLetterReplays(
            DeadLetterLog letters,
            ReplayLog log,
            IntakeLimits limits,
            RegisteredRecords registered,
            IntakeMetrics metrics,
            Clock clock) {
        this.letters = letters;
        this.log = log;
        this.limits = limits;
        this.registered = registered;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * What a replay would come to.
     *
     * @param examples the first letters that were not replayed before
     */
    public record DryRun(ReplayReceipt.Counts counts, List<Example> examples) {
        public DryRun {
            examples = List.copyOf(examples);
        }
    }

    /** A letter before, and what it comes to. */
    public record Example(DeadLetter letter, RepairOutcome outcome) {}

    /**
     * Looks at what a replay would do, and does nothing.
     *
     * @param examples how many letters are shown, at most
     * @throws org.apache.kafka.common.KafkaException if the letters can't be read now
     */
    public DryRun dryRun(RepairRequest request, int examples) {
        RepairRun run =
                new RepairRun(repair(request), log.replayed(request.pipeline().tenant()));
        List<Example> shown = new ArrayList<>();
        boolean all = letters.read(request.selection(), letter -> {
            run.take(letter)
                    .filter(outcome -> shown.size() < examples)
                    .ifPresent(outcome -> shown.add(new Example(letter, outcome)));
            return run.selected() < MOST_LETTERS;
        });
        return new DryRun(run.counts(all), shown);
    }

    private LetterRepair repair(RepairRequest request) {
        return new LetterRepair(request.pipeline(), request.set(), limits, registered, clock);
    }

    /**
     * Sends what can be repaired as events. What can't stays a dead letter.
     *
     * @throws ReplayLog.BusyException if another replay is running here
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now, or another instance began a replay; the same again does what is
     *     left
     */
    public ReplayReceipt replay(RepairRequest request) {
        String tenant = request.pipeline().tenant();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UUID id = EventId.fresh(clock.millis(), random.nextLong(), random.nextLong())
                .toUuid();
        try (ReplayLog.Session session = log.begin(tenant)) {
            RepairRun run = new RepairRun(repair(request), session);
            Batch batch = new Batch(id, new Topics(1).events(tenant).name(), session);
            boolean all = letters.read(request.selection(), letter -> {
                run.take(letter).ifPresent(outcome -> batch.add(letter, outcome));
                return run.selected() < MOST_LETTERS;
            });
            batch.commit();
            ReplayReceipt receipt = new ReplayReceipt(
                    id, tenant, request.pipeline().name(), Instant.ofEpochMilli(clock.millis()), run.counts(all));
            session.commit(receipt);
            metrics.taken(
                    tenant,
                    receipt.pipeline(),
                    new IntakeMetrics.Taken(receipt.counts().replayed(), 0, 0, batch.allBytes));
            return receipt;
        }
    }

    /** The receipt of a replay. */
    public Optional<ReplayReceipt> find(String tenant, UUID replay) {
        return log.find(tenant, replay);
    }

    /** What goes into a transaction together. */
    private static final class Batch {
        private final UUID replay;
        private final String topic;
        private final ReplayLog.Session session;
        private final List<ReplayLog.Repaired> repaired = new ArrayList<>();
        private final List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
        private long bytes;
        private long allBytes;

        Batch(UUID replay, String topic, ReplayLog.Session session) {
            this.replay = replay;
            this.topic = topic;
            this.session = session;
        }

        void add(DeadLetter letter, RepairOutcome outcome) {
            if (outcome instanceof RepairOutcome.Event event) {
                repaired.add(new ReplayLog.Repaired(letter.id(), event.id()));
                events.add(new ProducerRecord<>(topic, event.id().toBytes(), event.encoded()));
                bytes += event.encoded().length;
                allBytes += letter.original().length;
                if (events.size() >= MOST_RECORDS || bytes >= MOST_BYTES) {
                    commit();
                }
            }
        }

        void commit() {
            if (!events.isEmpty()) {
                session.commit(replay, repaired, events);
                repaired.clear();
                events.clear();
                bytes = 0;
            }
        }
    }
}
