package io.millrace.query.read;

/** Told what reading costs. */
public interface ReadMeter {
    /**
     * A page was read.
     *
     * @param slices how many slices of Cassandra partitions were read for it
     * @param scanned stored rows read
     * @param answered rows on the page
     */
    void read(int slices, long scanned, int answered);
}
