package io.millrace.kafka.topic;

/** How the services that read topics together call themselves: by their committed offsets others see how far they are. */
public final class ConsumerGroups {
    /** Of the stream-processor, and what its state topics are called by. */
    public static final String STREAM = "millrace-stream";

    /** Kafka Streams' own topic between the two stages; the stream-processor reads it in its group, too. */
    public static final String PARTIALS_TOPIC = STREAM + "-partials-repartition";

    /** Of the cassandra-writer's sink of archived events. */
    public static final String ARCHIVE = writer("archive");

    /** Of the cassandra-writer's sink of rollup rows. */
    public static final String ROLLUPS = writer("rollups");

    private ConsumerGroups() {}

    /** Of one of the cassandra-writer's sinks. */
    public static String writer(String sink) {
        return "cassandra-writer-" + sink;
    }
}
