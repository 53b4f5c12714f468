package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * What Millrace takes the place of: Structured Streaming from an events topic, windows, and each micro-batch into Cassandra; a query a rollup. Runs until it is
 * stopped. Usage: {@code StreamToCassandra bootstrap-servers topic schema-file checkpoint-folder}.
 */
public final class StreamToCassandra {
    private StreamToCassandra() {}

    public static void main(String[] arguments) throws Exception {
        String schema = Files.readString(Path.of(arguments[2]));
        try (SparkSession spark = SparkSession.builder()
                .appName("stream-to-cassandra")
                // One for each partition of the topic: the default, 200, is for clusters and would be slower here.
                .config("spark.sql.shuffle.partitions", "4")
                .getOrCreate()) {
            for (String dimension : Measures.DIMENSIONS) {
                start(spark, arguments, schema, dimension);
            }
            System.out.println("running");
            spark.streams().awaitAnyTermination();
        }
    }

    private static void start(SparkSession spark, String[] arguments, String schema, String dimension)
            throws TimeoutException, StreamingQueryException {
        Dataset<Row> records = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", arguments[0])
                .option("subscribe", arguments[1])
                .option("startingOffsets", "latest")
                .load();
        Dataset<Row> events =
                Measures.events(records.select(col("value")), "value", schema).withWatermark("at", "1 day");
        VoidFunction2<Dataset<Row>, Long> write = (rows, batch) -> Measures.write(rows, dimension);
        var unused = Measures.rollup(events, dimension)
                .writeStream()
                .outputMode("update")
                .option("checkpointLocation", Path.of(arguments[3], dimension).toString())
                .foreachBatch(write)
                .start();
    }
}
