package io.millrace.embedded.kafka;

import java.io.IOException;

/** Kafka's own main class, behind {@link MendedMetadataCache} and {@link MendedLoads}. */
public final class Broker {
    private Broker() {}

    /** Arguments as Kafka's. */
    public static void main(String[] arguments) throws IOException, IllegalAccessException {
        MendedMetadataCache.define();
        MendedLoads.define();
        kafka.Kafka.main(arguments);
    }
}
