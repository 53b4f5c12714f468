package io.millrace.cassandra;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keyspaces of an installation: the one of its own tables, and one a tenant for the typed tables that the tenant asks for.
 *
 * @param replicas copies of each row by data center; empty = a single data center, {@code factor} copies
 * @param factor copies of each row where data centers are not named
 */
public record Keyspace(Map<String, Integer> replicas, int factor) {
    public static final String NAME = "millrace";

    public Keyspace {
        replicas = Map.copyOf(replicas);
        if (factor < 1 || replicas.values().stream().anyMatch(copies -> copies < 1)) {
            throw new IllegalArgumentException("a row has at least one copy");
        }
    }

    /**
     * Reads a setting: a number ({@code 1}: that many copies, without regard to data centers; for one machine), or copies by data center
     * ({@code madrid:3,shanghai:3}).
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Keyspace parse(String replication) {
        try {
            if (!replication.contains(":")) {
                return new Keyspace(Map.of(), Integer.parseInt(replication.trim()));
            }
            Map<String, Integer> replicas = new TreeMap<>();
            for (String part : replication.split(",")) {
                String[] pair = part.trim().split(":", 2);
                if (pair.length < 2 || !pair[0].matches("[A-Za-z0-9_.-]+")) {
                    throw new IllegalArgumentException("not a data center and its copies: " + part);
                }
                replicas.put(pair[0], Integer.parseInt(pair[1]));
            }
            return new Keyspace(replicas, 1);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(
                    "not a replication: " + replication + "; write 1, or madrid:3,shanghai:3", malformed);
        }
    }

    /** The keyspace of a tenant's typed tables: each tenant has one of its own, for names of tenants have no underscore. */
    public static String ofTenant(String tenant) {
        return NAME + "_" + tenant.replace('-', '_');
    }

    String create() {
        return create(NAME);
    }

    /**
     * @param name needs no quotes
     */
    String create(String name) {
        String replication = replicas.isEmpty()
                ? "'class': 'SimpleStrategy', 'replication_factor': " + factor
                : "'class': 'NetworkTopologyStrategy', "
                        + new TreeMap<>(replicas)
                                .entrySet().stream()
                                        .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
                                        .collect(Collectors.joining(", "));
        return "CREATE KEYSPACE IF NOT EXISTS " + name + " WITH replication = {" + replication + "}";
    }
}
