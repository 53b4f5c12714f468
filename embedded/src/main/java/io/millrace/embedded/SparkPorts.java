package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.util.stream.IntStream;

/**
 * What a Spark cluster listens on, on loopback, besides what its workers and executors choose.
 *
 * @param master applications and workers connect to it
 * @param masterPage a page for people
 * @param workerPage a page for people
 */
record SparkPorts(int master, int masterPage, int workerPage) {
    private static final int FIRST = 8440;
    private static final int STEP = 20;

    /** Below the ephemeral ports, see {@link Ports}. */
    private static final int LAST = 31_000;

    /** The first that are free: there may be several clusters. */
    static SparkPorts free() {
        return IntStream.iterate(FIRST, port -> port <= LAST, port -> port + STEP)
                .filter(port -> IntStream.range(port, port + 3).noneMatch(Ports::isTaken))
                .mapToObj(port -> new SparkPorts(port, port + 1, port + 2))
                .findFirst()
                .orElseThrow(
                        () -> new EmbeddedException("No free ports on loopback: does another program hold thousands?"));
    }
}
