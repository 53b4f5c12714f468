package io.millrace.embedded;

/** Each thing that listens on loopback, with its default port. */
enum Listener {
    QUERY(Component.QUERY, 8400),
    INGEST(Component.INGEST, 8401),
    STREAM(Component.STREAM, 8402),
    WRITER(Component.WRITER, 8403),
    KAFKA_CONTROLLER(Component.KAFKA, 8404),
    REGISTRY(Component.REGISTRY, 8405),
    CASSANDRA_STORAGE(Component.CASSANDRA, 8406),
    CASSANDRA_SECURE_STORAGE(Component.CASSANDRA, 8407),
    CASSANDRA(Component.CASSANDRA, 9042),
    KAFKA(Component.KAFKA, 9092);

    private final Component component;
    private final int defaultPort;

    Listener(Component component, int defaultPort) {
        this.component = component;
        this.defaultPort = defaultPort;
    }

    Component component() {
        return component;
    }

    int defaultPort() {
        return defaultPort;
    }

    /** For people. */
    String title() {
        return switch (this) {
            case KAFKA_CONTROLLER -> "kafka's controller";
            case CASSANDRA_STORAGE -> "cassandra's storage";
            case CASSANDRA_SECURE_STORAGE -> "cassandra's secure storage";
            default -> component.title();
        };
    }

    /** The one that a component's clients connect to. */
    static Listener of(Component component) {
        return valueOf(component.name());
    }
}
