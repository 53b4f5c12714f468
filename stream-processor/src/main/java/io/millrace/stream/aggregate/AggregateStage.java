package io.millrace.stream.aggregate;

import io.millrace.stream.drain.DrainStoreBuilder;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.tally.Tallies;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The aggregate stage: partial aggregates in, rows of rollups, alerts and tallies of late events out. A processor and its stores for each task.
 *
 * @param partitions that share the groups of a rollup
 */
public record AggregateStage(StageEnvironment environment, int partitions)
        implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    /** The processor. */
    public static final String NAME = "aggregate";

    /** Where rows are forwarded to. */
    public static final String ROLLUPS_SINK = "rollups";

    /** Where alerts are forwarded to. */
    public static final String ALERTS_SINK = "alerts";

    /** Where tallies are forwarded to. */
    public static final String TALLIES_SINK = "late-tallies";

    static final String LATE_COUNTS = "late-counts";
    static final String ALERT_STATE = "alert-state";
    static final String ROLLUP_STATE = "rollup-state";
    static final String PIPELINE_TIMES = "pipeline-times";
    static final String DRAIN = "aggregate-drain";

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new AggregateProcessor(environment, partitions);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ROLLUP_STATE), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ALERT_STATE), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(PIPELINE_TIMES), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                Tallies.store(LATE_COUNTS),
                new DrainStoreBuilder(DRAIN));
    }
}
