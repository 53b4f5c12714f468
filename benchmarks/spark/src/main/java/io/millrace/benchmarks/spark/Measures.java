package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.functions;

/** The three rollups of the benchmarks in Spark SQL, and the tables that they are written to. */
final class Measures {
    static final String KEYSPACE = "bench";
    static final List<String> DIMENSIONS = List.of("region", "device", "unit");

    private static final int HEADER_BYTES = 5;

    private Measures() {}

    /**
     * Events of a column that holds them as a topic does: five bytes of header, then Avro.
     *
     * @param schema Avro, JSON
     */
    static Dataset<Row> events(Dataset<Row> encoded, String column, String schema) {
        return encoded.select(functions
                        .from_avro(col(column).substr(lit(HEADER_BYTES + 1), lit(Integer.MAX_VALUE)), schema)
                        .as("event"))
                .select("event.*");
    }

    static Dataset<Row> rollup(Dataset<Row> events, String dimension) {
        return events.groupBy(window(col("at"), "5 minutes"), col(dimension))
                .agg(
                        count(lit(1)).as("readings"),
                        sum(col("speed")).as("total"),
                        max(col("speed")).as("most"))
                .select(
                        col(dimension),
                        col("window.start").as("window_start"),
                        col("readings"),
                        col("total"),
                        col("most"));
    }

    /** Writes rows with the connector, as it does by default: those that are there are replaced. */
    static void write(Dataset<Row> rows, String dimension) {
        rows.write()
                .format("org.apache.spark.sql.cassandra")
                .options(Map.of("keyspace", KEYSPACE, "table", dimension + "_5m"))
                .mode("append")
                .save();
    }
}
