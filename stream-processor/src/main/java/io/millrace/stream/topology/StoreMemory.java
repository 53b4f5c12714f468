package io.millrace.stream.topology;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** Memory that the RocksDB stores of a process share, off the heap. Close it after Kafka Streams. */
public final class StoreMemory implements AutoCloseable {
    private final Cache blocks;
    private final WriteBufferManager writeBuffers;

    /**
     * @param bytes for blocks and write buffers together
     */
    public StoreMemory(long bytes) {
        RocksDB.loadLibrary();
        blocks = new LRUCache(bytes);
        // Counted in the cache of blocks, so that the sum is bounded.
        writeBuffers = new WriteBufferManager(bytes / 2, blocks);
    }

    Cache blocks() {
        return blocks;
    }

    WriteBufferManager writeBuffers() {
        return writeBuffers;
    }

    @Override
    public void close() {
        writeBuffers.close();
        blocks.close();
    }
}
