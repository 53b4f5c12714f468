package io.millrace.embedded;

/**
 * What a Spark cluster of ours may take from the machine, beside 256 MB for each of its master and its worker.
 *
 * @param cores tasks at a time
 * @param megabytes heap of the executor, the one process that runs the tasks of an application
 */
public record SparkCapacity(int cores, int megabytes) {
    public SparkCapacity {
        if (cores < 1 || megabytes < 512) {
            throw new IllegalArgumentException("at least a core and 512 MB, not " + cores + " and " + megabytes);
        }
    }
}
