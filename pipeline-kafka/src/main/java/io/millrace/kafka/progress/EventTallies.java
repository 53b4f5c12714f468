package io.millrace.kafka.progress;

import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.record.TallyRecords.Kind;
import io.millrace.kafka.record.TallyRecords.Tally;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How many dead letters and late events there were of each pipeline, from what each partition counted. Thread-safe. */
public final class EventTallies {
    private final Map<String, Map<TallyRecords.Key, Tally>> pipelines = new ConcurrentHashMap<>();

    /** Takes in what one partition came to. */
    public void put(TallyRecords.Key key, Tally tally) {
        pipelines
                .computeIfAbsent(name(key.tenant(), key.pipeline()), name -> new ConcurrentHashMap<>())
                .put(key, tally);
    }

    /** Forgets what one partition came to. */
    public void remove(TallyRecords.Key key) {
        Map<TallyRecords.Key, Tally> pipeline = pipelines.get(name(key.tenant(), key.pipeline()));
        if (pipeline != null) {
            pipeline.remove(key);
        }
    }

    /** Dead letters since the pipeline was put, whoever made them. */
    public long dead(String tenant, String pipeline) {
        return of(tenant, pipeline, Kind.DEAD).mapToLong(Map.Entry::getValue).sum();
    }

    /** Late events of each rollup that had any, since the pipeline was put. */
    public SortedMap<String, Long> late(String tenant, String pipeline) {
        SortedMap<String, Long> late = new TreeMap<>();
        of(tenant, pipeline, Kind.LATE)
                .forEach(entry -> late.merge(entry.getKey().rollup(), entry.getValue(), Long::sum));
        return late;
    }

    private Stream<Map.Entry<TallyRecords.Key, Long>> of(String tenant, String pipeline, Kind kind) {
        return pipelines.getOrDefault(name(tenant, pipeline), Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().count()));
    }

    private static String name(String tenant, String pipeline) {
        return tenant + "/" + pipeline;
    }
}
