package io.millrace.stream.dedupe;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

final class IdStores {
    private IdStores() {}

    /** An open, empty one that logs nothing. */
    static KeyValueStore<Bytes, byte[]> inMemory() {
        KeyValueStore<Bytes, byte[]> store = IdStore.builder(Stores.inMemoryKeyValueStore("event-ids"))
                .withLoggingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
