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
import io.millrace.model.window.TimeInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The archive with Millrace's recompute. Usage: {@code ArchiveRecompute (rollups|read) plan-file cassandra datacenter rounds generation bucket shards}: writes the
 * targets of the plan as a generation, in each round over the rows of the one before; or only reads.
 */
public final class ArchiveRecompute {
    private ArchiveRecompute() {}

    public static void main(String[] arguments) throws IOException {
        WorkPlan plan = WorkPlan.read(Files.readAllBytes(Path.of(arguments[1])));
        Tables tables = new CassandraTables(new CassandraAddress(arguments[2], arguments[3]));
        int rounds = Integer.parseInt(arguments[4]);
        try (JavaSparkContext spark = new JavaSparkContext()) {
            for (int round = 0; round < rounds; round++) {
                long started = System.nanoTime();
                if (arguments[0].equals("read")) {
                    long events = read(spark, plan, tables);
                    Rounds.print(started);
                    Rounds.printEvents(events);
                } else {
                    // As many tasks as SparkRuntime has, which the program itself runs on.
                    RecomputeJob job = new RecomputeJob(spark, tables, 2 * spark.defaultParallelism());
                    job.write(plan, Collections.nCopies(plan.targets().size(), destination(arguments)));
                    Rounds.print(started);
                    Rounds.printEvents(job.eventsRead());
                }
            }
        } finally {
            Sessions.closeAll();
        }
    }

    private static Destination destination(String[] arguments) {
        return new Destination(
                Integer.parseInt(arguments[5]),
                Long.parseLong(arguments[6]),
                Integer.parseInt(arguments[7]),
                0,
                TimeUnit.MILLISECONDS.toMicros(Clock.systemUTC().millis()));
    }

    private static long read(JavaSparkContext spark, WorkPlan plan, Tables tables) {
        List<ArchiveTable.Partition> partitions = tables.partitions(plan.tenant(), plan.pipeline());
        List<Integer> indexes = new ArrayList<>();
        for (int index = 0; index < partitions.size(); index++) {
            indexes.add(index);
        }
        ArrayList<long[]> places = new ArrayList<>();
        partitions.forEach(partition -> places.add(new long[] {partition.bucket(), partition.shard()}));
        String tenant = plan.tenant();
        String pipeline = plan.pipeline();
        return spark.parallelize(indexes, indexes.size())
                .map(index -> {
                    long[] place = places.get(index);
                    TimeInterval times = ArchiveTable.timesOf(place[0]);
                    Iterator<ArchivedEvent> events = tables.events(
                            new ArchiveTable.Partition(tenant, pipeline, place[0], (int) place[1]),
                            times.from(),
                            times.until());
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
