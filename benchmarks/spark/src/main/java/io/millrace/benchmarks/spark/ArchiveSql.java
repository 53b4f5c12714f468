package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The archive with the connector. Usage: {@code ArchiveSql (rollups|read) schema-file tenant pipeline rounds}: three rollups by Spark SQL, written to
 * a table of their own; or only read.
 */
public final class ArchiveSql {
    private ArchiveSql() {}

    public static void main(String[] arguments) throws IOException {
        String schema = Files.readString(Path.of(arguments[1]));
        int rounds = Integer.parseInt(arguments[4]);
        try (SparkSession spark =
                SparkSession.builder().appName("archive-" + arguments[0]).getOrCreate()) {
            for (int round = 0; round < rounds; round++) {
                long started = System.nanoTime();
                Dataset<Row> archive = spark.read()
                        .format("org.apache.spark.sql.cassandra")
                        .options(Map.of("keyspace", "millrace", "table", "archive"))
                        .load()
                        .filter(col("tenant")
                                .equalTo(arguments[2])
                                .and(col("pipeline").equalTo(arguments[3])));
                if (arguments[0].equals("read")) {
                    Row read = archive.agg(count("event_time"), sum(length(col("payload"))))
                            .first();
                    Rounds.print(started);
                    Rounds.printEvents(read.getLong(0));
                } else {
                    Measures.write(Measures.rollups(Measures.events(archive, "payload", schema)));
                    Rounds.print(started);
                }
            }
        }
    }
}
