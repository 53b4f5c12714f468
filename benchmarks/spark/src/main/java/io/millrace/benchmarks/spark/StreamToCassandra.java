package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What Millrace takes the place of: Structured Streaming from an events topic, windows, and each micro-batch into Cassandra. Runs until it is stopped. Usage:
 * {@code StreamToCassandra bootstrap-servers topic starting-offsets schema-file checkpoint-folder}, the offsets being JSON as the Kafka source takes it.
 */
public final class StreamToCassandra {
    private StreamToCassandra() {}

    public static void main(String[] arguments) throws Exception {
        String schema = Files.readString(Path.of(arguments[3]));
        try (SparkSession spark =
                SparkSession.builder().appName("stream-to-cassandra").getOrCreate()) {
            Dataset<Row> records = spark.readStream()
                    .format("kafka")
                    .option("kafka.bootstrap.servers", arguments[0])
                    .option("subscribe", arguments[1])
                    .option("startingOffsets", arguments[2])
                    .load();
            Dataset<Row> events = Measures.events(records.select(col("value")), "value", schema)
                    .withWatermark("at", "1 day");
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
