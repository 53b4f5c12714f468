package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;

/**
 * What Millrace takes the place of: Structured Streaming from an events topic, windows, and each micro-batch into Cassandra. Runs until it is stopped. Usage:
 * {@code StreamToCassandra bootstrap-servers topic starting-offsets schema-file checkpoint-folder (query-a-rollup|one-pass|copies-dropped)}, the offsets being JSON as
 * the Kafka source takes it; a record's key is the event's id. A query a rollup is the straightforward program; in one pass, all rollups are a single query by hand;
 * copies are dropped in one pass.
 */
public final class StreamToCassandra {
    private static final String STATE_STORE = "spark.sql.streaming.stateStore.";

    private StreamToCassandra() {}

    public static void main(String[] arguments) throws Exception {
        String schema = Files.readString(Path.of(arguments[3]));
        boolean dropsCopies = arguments[5].equals("copies-dropped");
        Path checkpoints = Path.of(arguments[4]);
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
            if (arguments[5].equals("query-a-rollup")) {
                for (String dimension : Measures.DIMENSIONS) {
                    start(Measures.rollup(events, dimension), checkpoints.resolve(dimension));
                }
            } else {
                start(Measures.rollups(events), checkpoints);
            }
            spark.streams().awaitAnyTermination();
        }
    }

    private static void start(Dataset<Row> rollups, Path checkpoints) throws TimeoutException {
        VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> Measures.write(rows);
        rollups.writeStream()
                .outputMode("update")
                .option("checkpointLocation", checkpoints.toString())
                .foreachBatch(write)
                .start();
    }
}
