package io.millrace.benchmarks.spark;

import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.CassandraAddress;
import io.millrace.batch.spark.CassandraTables;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob;
import io.millrace.batch.spark.Sessions;
import io.millrace.batch.spark.Tables;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The archive with Millrace's recompute. Usage: {@code ArchiveRecompute (rollups|read) plan-file cassandra datacenter rounds generation bucket shards}: writes each
 * target of the plan as a generation, the next one each round; or only reads.
 */
public final class ArchiveRecompute {
    private ArchiveRecompute() {}

    public static void main(String[] arguments) throws IOException {
        WorkPlan plan = WorkPlan.read(Files.readAllBytes(Path.of(arguments[1])));
        Tables tables = new CassandraTables(new CassandraAddress(arguments[2], arguments[3]));
        int rounds = Integer.parseInt(arguments[4]);
        try (JavaSparkContext spark = new JavaSparkContext()) {
            int parallelism = spark.defaultParallelism();
            for (int round = 0; round < rounds; round++) {
                long started = System.nanoTime();
                if (arguments[0].equals("read")) {
                    Rounds.print("driver-read", started, read(spark, plan, tables, parallelism));
                } else {
                    Destination destination = new Destination(
                            Integer.parseInt(arguments[5]) + round,
                            Long.parseLong(arguments[6]),
                            Integer.parseInt(arguments[7]),
                            0,
                            1);
                    RecomputeJob job = new RecomputeJob(spark, tables, parallelism);
                    RecomputeJob.Written written =
                            job.write(plan, Collections.nCopies(plan.targets().size(), destination));
                    Rounds.print("millrace", started, job.eventsRead());
                    System.out.println("rows " + written.rows() + ", events in them " + written.events());
                }
            }
        } finally {
            Sessions.closeAll();
        }
    }

    private static long read(JavaSparkContext spark, WorkPlan plan, Tables tables, int parallelism) {
        List<ArchiveTable.Partition> partitions = tables.partitions(plan.tenant(), plan.pipeline());
        List<Integer> indexes = new ArrayList<>();
        for (int index = 0; index < partitions.size(); index++) {
            indexes.add(index);
        }
        ArrayList<long[]> places = new ArrayList<>();
        partitions.forEach(partition -> places.add(new long[] {partition.bucket(), partition.shard()}));
        String tenant = plan.tenant();
        String pipeline = plan.pipeline();
        return spark.parallelize(indexes, Math.min(indexes.size(), 8 * parallelism))
                .map(index -> {
                    long[] place = places.get(index);
                    Iterator<ArchivedEvent> events =
                            tables.events(new ArchiveTable.Partition(tenant, pipeline, place[0], (int) place[1]));
                    long count = 0;
                    while (events.hasNext()) {
                        events.next();
                        count++;
                    }
                    return count;
                })
                .reduce(Long::sum);
    }
}
