package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What listens on which port of loopback. All differ. */
public final class Ports {
    public static final Ports DEFAULT = new Ports(
            Stream.of(Listener.values()).collect(Collectors.toMap(listener -> listener, Listener::defaultPort)));

    private static final int LARGEST_PORT = 65_535;
    private static final int FIRST_TRIED_OFFSET = 10_000;
    private static final int OFFSET_STEP = 20;

    /**
     * All of these stay below the usual range of ephemeral ports. Inside it a client that keeps connecting to a port
     * whose server is down may be given that very port and connect to itself, and the server can't come back.
     */
    private static final int LAST_TRIED_OFFSET = 23_000;

    private final Map<Listener, Integer> numbers;

    private Ports(Map<Listener, Integer> numbers) {
        this.numbers = new EnumMap<>(numbers);
        List<String> problems = new ArrayList<>();
        for (Listener listener : Listener.values()) {
            int port = of(listener);
            if (port < 1 || port > LARGEST_PORT) {
                problems.add(listener.title() + " can't have " + port + ", only 1 to " + LARGEST_PORT);
            }
            for (Listener other : Listener.values()) {
                if (other.compareTo(listener) < 0 && of(other) == port) {
                    problems.add(listener.title() + " and " + other.title() + " both have " + port);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new EmbeddedException("Ports: " + String.join("; ", problems) + ".");
        }
    }

    /** Every port moved by as much. */
    public Ports withOffset(int offset) {
        Map<Listener, Integer> moved = new EnumMap<>(numbers);
        moved.replaceAll((listener, port) -> port + offset);
        return new Ports(moved);
    }

    /** The services' ports replaced by those that the variables {@code MILLRACE_<SERVICE>_PORT} hold. */
    public Ports withEnvironment(Map<String, String> environment) {
        Map<Listener, Integer> replaced = new EnumMap<>(numbers);
        for (Component service : Component.SERVICES) {
            String value = environment.getOrDefault(variable(service), "").strip();
            if (!value.isEmpty()) {
                replaced.put(Listener.of(service), parse(variable(service), value));
            }
        }
        return new Ports(replaced);
    }

    private static int parse(String variable, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new EmbeddedException(variable + " is not a port: " + value, e);
        }
    }

    /** The variable that holds a service's port, for us and for the service. */
    static String variable(Component service) {
        return "MILLRACE_" + service.name() + "_PORT";
    }

    /** Ports that are free now, for tests: several platforms can run beside each other. */
    public static Ports free() {
        for (int offset = FIRST_TRIED_OFFSET; offset <= LAST_TRIED_OFFSET; offset += OFFSET_STEP) {
            Ports ports = DEFAULT.withOffset(offset);
            if (ports.taken(Component.ALL).isEmpty()) {
                return ports;
            }
        }
        throw new EmbeddedException("No free ports on loopback: does another program hold thousands?");
    }

    /** Where a component's clients connect to. */
    public int of(Component component) {
        return of(Listener.of(component));
    }

    int of(Listener listener) {
        return numbers.getOrDefault(listener, listener.defaultPort());
    }

    /** @throws EmbeddedException if something listens already where one of the components would; it names all */
    void requireFree(Set<Component> components) {
        List<String> taken = taken(components);
        if (!taken.isEmpty()) {
            throw new EmbeddedException("Another program listens on port " + String.join(" and ", taken)
                    + ". Stop it, or move all ports with --port-offset, for example --port-offset 1000.");
        }
    }

    private List<String> taken(Set<Component> components) {
        return Stream.of(Listener.values())
                .filter(listener -> components.contains(listener.component()))
                .filter(listener -> isTaken(of(listener)))
                .map(listener -> of(listener) + " (" + listener.title() + ")")
                .toList();
    }

    static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do: a connection that is still being closed down does not make its port taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
