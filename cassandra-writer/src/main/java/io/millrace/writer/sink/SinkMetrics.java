package io.millrace.writer.sink;

import java.time.Duration;

/** What a sink tells about itself. Thread-safe. */
public interface SinkMetrics {
    /** A batch is durable. */
    void written(int rows, Duration took);

    /** A batch failed and is sent again later. */
    void retried();

    /** Records became dead letters. */
    void refused(int records);

    /** Records whose row was replaced by a later revision before it was written. */
    void superseded(int records);

    /**
     * @param lag records that stand in the topic and are not durable in the table
     * @param held of these, how many are held here
     */
    void behind(long lag, int held);

    /** Tells nobody. */
    static SinkMetrics none() {
        return new SinkMetrics() {
            @Override
            public void written(int rows, Duration took) {}

            @Override
            public void retried() {}

            @Override
            public void refused(int records) {}

            @Override
            public void superseded(int records) {}

            @Override
            public void behind(long lag, int held) {}
        };
    }
}
