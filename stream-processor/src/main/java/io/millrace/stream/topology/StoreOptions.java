package io.millrace.stream.topology;

import io.millrace.stream.route.RouteStage;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Sets up each RocksDB store to take its memory from the {@link StoreMemory} in the configuration. Made by Kafka Streams. */
public final class StoreOptions implements RocksDBConfigSetter {
    /** The configuration key that holds the {@link StoreMemory}. */
    public static final String MEMORY = "millrace.store.memory";

    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    /** Ids are written all the time and hardly read, since it is known beforehand of nearly all that they are not there: so they are merged less often, from larger files. */
    private static final long IDS_WRITE_BUFFER_BYTES = 16L << 20;

    private static final int IDS_FILES_BEFORE_MERGING = 8;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        StoreMemory memory = (StoreMemory) Objects.requireNonNull(configs.get(MEMORY));
        // Kafka Streams has set it up with a filter per table, which makes the look-up of an id that is not there
        // cheap.
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.blocks());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(3);
        if (storeName.equals(RouteStage.EVENT_IDS)) {
            options.setWriteBufferSize(IDS_WRITE_BUFFER_BYTES);
            options.setLevel0FileNumCompactionTrigger(IDS_FILES_BEFORE_MERGING);
        }
    }

    @Override
    public void close(String storeName, Options options) {
        // The memory is shared: whoever made it closes it.
    }
}
