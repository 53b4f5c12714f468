package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;

/**
 * What Millrace takes the place of: Structured Streaming from an events topic, windows, and each micro-batch into Cassandra. Runs until it is stopped. Usage:
 * {@code StreamToCassandra bootstrap-servers topic starting-offsets schema-file checkpoint-folder (as-they-are|copies-dropped)}, the offsets being JSON as the Kafka source
 * takes it; a record's key is the event's id.
 */
public final class StreamToCassandra {
    private static final String STATE_STORE = "spark.sql.streaming.stateStore.";

    private StreamToCassandra() {}

    public static void main(String[] arguments) throws Exception {
        String schema = Files.readString(Path.of(arguments[3]));
        boolean dropsCopies = arguments[5].equals("copies-dropped");
        SparkSession.Builder builder = SparkSession.builder().appName("stream-to-cassandra");
        if (dropsCopies) {
            // A day of ids does not fit into a heap.
            builder.config(STATE_STORE + "providerClass", RocksDBStateStoreProvider.class.getName())
                    .config(STATE_STORE + "rocksdb.changelogCheckpointing.enabled", "true");
        }
        try (SparkSession spark = builder.getOrCreate()) {
            // Else each batch has hundreds of lines, most of them RocksDB's.
            spark.sparkContext().setLogLevel("WARN");
            Dataset<Row> records = spark.readStream()
                    .format("kafka")
                    .option("kafka.bootstrap.servers", arguments[0])
                    .option("subscribe", arguments[1])
                    .option("startingOffsets", arguments[2])
                    .load();
            Dataset<Row> events = Measures.events(records.select(col("key"), col("value")), "value", schema, "key")
                    .withWatermark("at", "1 day");
            if (dropsCopies) {
                events = events.dropDuplicatesWithinWatermark("key");
            }
            VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> Measures.write(rows);
            Measures.rollups(events)
                    .writeStream()
                    .outputMode("update")
                    .option("checkpointLocation", arguments[4])
                    .foreachBatch(write)
                    .start()
                    .awaitTermination();
        }
    }
}
