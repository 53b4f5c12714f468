package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.functions;

/** The three rollups of the benchmarks in Spark SQL, and the table that they are written to. */
final class Measures {
    static final List<String> DIMENSIONS = List.of("region", "device", "unit");

    private static final int HEADER_BYTES = 5;

    private Measures() {}

    /**
     * Events of a column that holds them as a topic does: five bytes of header, then Avro.
     *
     * @param schema Avro, JSON
     * @param kept other columns that stay
     */
    static Dataset<Row> events(Dataset<Row> encoded, String column, String schema, String... kept) {
        Column payload = col(column).substr(lit(HEADER_BYTES + 1), lit(Integer.MAX_VALUE));
        return encoded.withColumn("event", functions.from_avro(payload, schema)).select("event.*", kept);
    }

    /** All three at once, so that events are read and decoded once: an event is a row of each, named by its value of the one dimension. */
    static Dataset<Row> rollups(Dataset<Row> events) {
        return inWindows(events.select(
                col("at"),
                col("speed"),
                explode(map(DIMENSIONS.stream()
                                .flatMap(dimension -> Stream.of(lit(rollupOf(dimension)), col(dimension)))
                                .toArray(Column[]::new)))
                        .as(new String[] {"rollup", "name"})));
    }

    /** Those of one dimension, as the straightforward query has them. */
    static Dataset<Row> rollup(Dataset<Row> events, String dimension) {
        return inWindows(events.select(
                col("at"),
                col("speed"),
                lit(rollupOf(dimension)).as("rollup"),
                col(dimension).as("name")));
    }

    private static String rollupOf(String dimension) {
        return dimension + "_5m";
    }

    private static Dataset<Row> inWindows(Dataset<Row> named) {
        return named.groupBy(window(col("at"), "5 minutes"), col("rollup"), col("name"))
                .agg(
                        count(lit(1)).as("readings"),
                        sum(col("speed")).as("total"),
                        max(col("speed")).as("most"))
                .select(
                        col("rollup"),
                        col("window.start").as("window_start"),
                        col("name"),
                        col("readings"),
                        col("total"),
                        col("most"));
    }

    /** Writes rows with the connector, as it does by default: those that are there are replaced. */
    static void write(Dataset<Row> rows) {
        rows.write()
                .format("org.apache.spark.sql.cassandra")
                .options(Map.of("keyspace", "bench", "table", "rollups"))
                .mode("append")
                .save();
    }
}
