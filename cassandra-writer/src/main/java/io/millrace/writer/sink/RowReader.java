package io.millrace.writer.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * From a record to the row that it asks for. Called by one thread.
 *
 * @param <R> the row type
 */
public interface RowReader<R> {
    Reading<R> read(ConsumerRecord<byte[], byte[]> record);

    /**
     * What a record turned out to be.
     *
     * @param <R> the row type
     */
    sealed interface Reading<R> {}

    /**
     * A row to write.
     *
     * @param partition names the Cassandra partition; rows with equal ones may share a batch
     * @param key names the row in its partition; of equal ones only that with the greatest revision is written
     * @param bytes about how many it takes in a request
     */
    record Usable<R>(R row, Origin origin, Object partition, Object key, long revision, int bytes)
            implements Reading<R> {}

    /**
     * A record that never will be a row.
     *
     * @param code kebab-case reason
     */
    record Unusable<R>(Origin origin, String code, String message) implements Reading<R> {}

    /**
     * A record that is not to be written: what it belongs to is no more.
     *
     * @param <R> the row type
     */
    record Settled<R>() implements Reading<R> {}

    /** A record that can't be judged yet, because something it refers to is not known here so far. */
    record NotYet<R>(String why) implements Reading<R> {}

    /**
     * Whose row it is; empty where that can't be told.
     *
     * @param row its text names the row for people, without its content; made only when it is needed
     */
    record Origin(String tenant, String pipeline, Object row) {}
}
