package io.millrace.batch.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark, as this process has it: the cluster that spark-submit named, else this process itself with all its cores. */
public final class SparkRuntime implements AutoCloseable {
    private static final String MASTER = "spark.master";
    private static final int LEAST_PARALLELISM = 2;

    /** All cores; a task is tried four times, as on a cluster. */
    private static final String LOCAL = "local[*,4]";

    private final JavaSparkContext context;
    private final TaskCount tasks = new TaskCount();

    private SparkRuntime(JavaSparkContext context) {
        this.context = context;
        context.sc().addSparkListener(tasks);
    }

    /**
     * @param name as Spark's own pages show it
     */
    public static SparkRuntime start(String name) {
        SparkConf configuration = new SparkConf().setAppName(name);
        if (!configuration.contains(MASTER)) {
            configuration.setMaster(LOCAL);
        }
        if (configuration.get(MASTER).startsWith("local")) {
            configuration
                    .setIfMissing("spark.driver.host", "127.0.0.1")
                    .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        JavaSparkContext context = new JavaSparkContext(configuration);
        context.setLogLevel("WARN");
        return new SparkRuntime(context);
    }

    public RecomputeJob job(Tables tables) {
        return new RecomputeJob(context, tables, Math.max(LEAST_PARALLELISM, 2 * context.defaultParallelism()));
    }

    /** How much of the tasks of the latest step is done, 0 to 100. */
    public int percent() {
        return tasks.percent();
    }

    /** Where Spark's own pages are; empty = nowhere. */
    public String page() {
        return context.sc().uiWebUrl().isDefined() ? context.sc().uiWebUrl().get() : "";
    }

    @Override
    public void close() {
        context.close();
        Sessions.closeAll();
    }
}
