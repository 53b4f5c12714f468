package io.millrace.stream.route;

import io.millrace.stream.dedupe.IdStore;
import io.millrace.stream.drain.DrainStoreBuilder;
import io.millrace.stream.stage.StageEnvironment;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The route stage: events in, partial aggregates, rows of typed tables, progress, cuts and dead letters out. A processor and its stores for each task.
 *
 * @param partitions of the repartition topic
 */
public record RouteStage(StageEnvironment environment, int partitions)
        implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    /** The processor. */
    public static final String NAME = "route";

    /** The repartition topic, without what Kafka Streams puts around its name. */
    public static final String PARTIALS = "partials";

    /** Where partial aggregates are forwarded to; named by Kafka Streams. */
    static final String PARTIALS_SINK = PARTIALS + "-repartition-filter";

    /** Where progress is forwarded to. */
    public static final String PROGRESS_SINK = "progress";

    /** Where cuts of feeds are forwarded to. */
    public static final String CUTS_SINK = "cuts";

    /** Where rows of typed tables are forwarded to. */
    public static final String TABLES_SINK = "tables";

    /** Where dead letters are forwarded to. */
    public static final String DEAD_LETTERS_SINK = "dead-letters";

    /** The store of event ids. */
    public static final String EVENT_IDS = "event-ids";

    static final String PROGRESS_TOTALS = "progress-totals";
    static final String FEED_CUTS = "feed-cuts";
    static final String DRAIN = "route-drain";

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new RouteProcessor(environment, partitions);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                IdStore.builder(EVENT_IDS),
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(PROGRESS_TOTALS), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(FEED_CUTS), Serdes.String(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                new DrainStoreBuilder(DRAIN));
    }
}
