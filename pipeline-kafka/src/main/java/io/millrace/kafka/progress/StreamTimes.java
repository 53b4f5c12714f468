package io.millrace.kafka.progress;

import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.ProgressRecords.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each pipeline has come in event time and in events, from the progress of its events partitions. Thread-safe.
 */
public final class StreamTimes {
    /** A partition that says nothing for so long holds nothing back. */
    public static final Duration IDLE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<String, Pipeline> pipelines = new ConcurrentHashMap<>();

    public StreamTimes(Clock clock) {
        this.clock = clock;
    }

    /**
     * How many events were read.
     *
     * @param events that were no copies
     * @param duplicates that were
     */
    public record Counts(long events, long duplicates) {}

    /** Takes in what one partition came to. */
    public void put(ProgressRecords.Key key, Progress progress) {
        pipelines
                .computeIfAbsent(name(key.tenant(), key.pipeline()), name -> new Pipeline())
                .put(key.partition(), progress);
    }

    /** Forgets a partition, and with the last one what was answered: the name may be another pipeline's next. */
    public void remove(ProgressRecords.Key key) {
        pipelines.computeIfPresent(name(key.tenant(), key.pipeline()), (name, pipeline) -> {
            pipeline.partitions.remove(key.partition());
            return pipeline.partitions.isEmpty() ? null : pipeline;
        });
    }

    /** Whether some partition has come to something of the pipeline, and has not forgotten it. */
    public boolean knows(String tenant, String pipeline) {
        return pipelines.containsKey(name(tenant, pipeline));
    }

    /**
     * The event time that every partition has come to: the least over those that are not idle, the greatest of all if all are. Never less
     * than what was answered before. Empty if the pipeline has seen no event.
     */
    public Optional<Instant> streamTime(String tenant, String pipeline) {
        Pipeline found = pipelines.get(name(tenant, pipeline));
        return found == null ? Optional.empty() : found.streamTime(clock.instant());
    }

    /** The greatest event time that any partition has seen; empty if the pipeline has seen no event. */
    public Optional<Instant> greatestEventTime(String tenant, String pipeline) {
        Pipeline found = pipelines.get(name(tenant, pipeline));
        return found == null ? Optional.empty() : greatest(found.partitions.values());
    }

    /** What all partitions have counted since the pipeline was put. */
    public Counts counts(String tenant, String pipeline) {
        Pipeline found = pipelines.get(name(tenant, pipeline));
        Collection<Progress> partitions = found == null ? List.of() : found.partitions.values();
        return new Counts(
                partitions.stream().mapToLong(Progress::events).sum(),
                partitions.stream().mapToLong(Progress::duplicates).sum());
    }

    private static String name(String tenant, String pipeline) {
        return tenant + "/" + pipeline;
    }

    private static Optional<Instant> greatest(Collection<Progress> partitions) {
        return partitions.stream().map(Progress::greatestEventTime).max(Instant::compareTo);
    }

    private static final class Pipeline {
        private final Map<Integer, Progress> partitions = new ConcurrentHashMap<>();
        private Optional<Instant> answered = Optional.empty();

        void put(int partition, Progress progress) {
            partitions.put(partition, progress);
        }

        synchronized Optional<Instant> streamTime(Instant now) {
            Optional<Instant> current = partitions.values().stream()
                    .filter(progress -> progress.updatedAt().plus(IDLE).isAfter(now))
                    .map(Progress::greatestEventTime)
                    .min(Instant::compareTo)
                    .or(() -> greatest(partitions.values()));
            if (answered.isEmpty() || current.filter(answered.get()::isBefore).isPresent()) {
                answered = current;
            }
            return answered;
        }
    }
}
