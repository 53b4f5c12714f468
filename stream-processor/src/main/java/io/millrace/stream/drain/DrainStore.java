package io.millrace.stream.drain;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The hook into a task's commit. Kafka Streams calls {@link #flushCache()} of its caching stores before it flushes the producer and commits
 * the offsets; to Kafka Streams this is such a store, with nothing on disk and no changelog. This is the only place that knows the
 * internal interfaces of that.
 *
 * <p>A task may be closed without a commit and revived with the same processor and store objects, so whatever happens to this store
 * happens to what its processor holds: opened, closed or cleared, it is discarded.
 *
 * @see <a href="https://github.com/apache/kafka/blob/4.3.1/streams/src/main/java/org/apache/kafka/streams/processor/internals/StreamTask.java">
 *     StreamTask.prepareCommit</a>
 */
public final class DrainStore implements StateStore, CachedStateStore<byte[], byte[]> {
    private final String name;
    private @Nullable Drainable held;
    private @Nullable InternalProcessorContext<?, ?> context;
    private @Nullable ProcessorNode<?, ?, ?, ?> node;
    private @Nullable CommitPace pace;
    private boolean open;

    public DrainStore(String name) {
        this.name = name;
    }

    /**
     * Binds what a processor holds; called from its {@code init}, with its context.
     *
     * @param newPace told of each commit
     */
    public void attach(
            Drainable newHeld,
            CommitPace newPace,
            org.apache.kafka.streams.processor.api.ProcessorContext<?, ?> newContext) {
        held = newHeld;
        pace = newPace;
        context = (InternalProcessorContext<?, ?>) newContext;
        node = context.currentNode();
        newHeld.discard();
    }

    /** Lets go of what the processor holds; called from its {@code close}. A task that becomes a standby keeps its stores, not its processors. */
    public void detach() {
        clearCache();
        if (pace != null) {
            pace.reset();
        }
        pace = null;
        held = null;
        context = null;
    }

    /** Drains. Outside of processing no node is current, so the processor's own is made so: what it forwards goes to its children. */
    @Override
    public void flushCache() {
        Drainable draining = held;
        InternalProcessorContext<?, ?> processing = context;
        if (draining == null || processing == null) {
            return;
        }
        ProcessorNode<?, ?, ?, ?> former = processing.currentNode();
        processing.setCurrentNode(node);
        try {
            draining.drain();
            if (pace != null) {
                pace.reset();
            }
        } finally {
            processing.setCurrentNode(former);
        }
    }

    @Override
    public void clearCache() {
        if (held != null) {
            held.discard();
        }
    }

    @Override
    public void init(StateStoreContext storeContext, StateStore root) {
        clearCache();
        // Nothing is restored: there is no changelog.
        storeContext.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        clearCache();
        open = false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** There is no one to notify: what is drained is forwarded. */
    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false;
    }
}
