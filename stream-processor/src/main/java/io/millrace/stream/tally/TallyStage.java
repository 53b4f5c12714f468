package io.millrace.stream.tally;

import io.millrace.stream.drain.DrainStoreBuilder;
import io.millrace.stream.stage.StageEnvironment;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stage that counts dead letters, whoever made them: dead letters in, tallies out. A processor and its stores for each task. */
public record TallyStage(StageEnvironment environment) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    /** The processor. */
    public static final String NAME = "tally";

    /** Where tallies are forwarded to. */
    public static final String TALLIES_SINK = "tally-tallies";

    static final String DEAD_COUNTS = "dead-counts";
    static final String DRAIN = "tally-drain";

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new TallyProcessor(environment);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Tallies.store(DEAD_COUNTS), new DrainStoreBuilder(DRAIN));
    }
}
