package io.millrace.embedded;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What the platform consists of, in the order of starting: the servers, then the services that use them. */
public enum Component {
    KAFKA("kafka", "kafka-server"),
    CASSANDRA("cassandra", "cassandra-server"),
    REGISTRY("registry", "registry-server"),
    INGEST("ingest-service", "ingest-service"),
    STREAM("stream-processor", "stream-processor"),
    WRITER("cassandra-writer", "cassandra-writer"),
    QUERY("query-service", "query-service");

    public static final Set<Component> SERVERS = Collections.unmodifiableSet(EnumSet.range(KAFKA, REGISTRY));
    public static final Set<Component> SERVICES = Collections.unmodifiableSet(EnumSet.range(INGEST, QUERY));
    public static final Set<Component> ALL = Collections.unmodifiableSet(EnumSet.allOf(Component.class));

    private final String title;
    private final String installedAs;

    Component(String title, String installedAs) {
        this.title = title;
        this.installedAs = installedAs;
    }

    /** The name of its pid file, log and folder. */
    public String title() {
        return title;
    }

    /** The folder under the installation's {@code lib}. */
    String installedAs() {
        return installedAs;
    }
}
