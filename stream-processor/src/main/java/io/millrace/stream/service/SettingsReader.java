package io.millrace.stream.service;

import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.Durations;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.StreamsSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads and judges the settings, collecting every problem before it gives up. */
final class SettingsReader {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern SERVER = Pattern.compile("[^\\s:,/]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");
    private static final int LEAST_BYTES = 1 << 20;

    private final Function<String, Optional<String>> text;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Function<String, Optional<String>> text) {
        this.text = text;
    }

    /**
     * @param text the text of a setting by its name
     * @throws InvalidSettingsException with everything that is wrong
     */
    static ServiceSettings read(Function<String, Optional<String>> text) {
        return new SettingsReader(text).read();
    }

    private ServiceSettings read() {
        parsed("micronaut.server.host", SettingsReader::loopback);
        int port = integer("micronaut.server.port", -1, 65_535);
        Optional<KafkaConnection> kafka = parsed("millrace.kafka", SettingsReader::servers);
        Optional<URI> registry = parsed("millrace.registry", SettingsReader::httpAddress);
        int partitions = integer("millrace.partitions", 1, 10_000);
        Optional<Path> stateDirectory = parsed("millrace.data-dir", SettingsReader::folder);
        String instance = instance(port);
        int threads = integer("millrace.threads", 1, 1024);
        Optional<Duration> commitInterval = parsed("millrace.commit-interval", SettingsReader::commitInterval);
        int storeMemory = integer("millrace.store-memory-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        int partialBytes = integer("millrace.limits.partial-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        int recentIds = integer("millrace.limits.recent-ids", 1_000, Integer.MAX_VALUE);
        int rowBytes = integer("millrace.limits.row-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        // A process may come to run one task of each stage for every partition, and they share what it may hold.
        StageLimits limits = new StageLimits(
                Math.max(1, partialBytes / partitions),
                Math.max(1, recentIds / partitions),
                Math.max(1, rowBytes / partitions));
        return new ServiceSettings(
                new StreamsSettings(
                        kafka.orElseThrow(),
                        stateDirectory.orElseThrow(),
                        instance,
                        threads,
                        commitInterval.orElseThrow(),
                        storeMemory),
                registry.orElseThrow(),
                new Topics(partitions),
                limits);
    }

    private String instance(int port) {
        String name = text.apply("millrace.instance").orElse("").strip();
        if (name.isEmpty()) {
            return host().replaceAll("[^A-Za-z0-9._-]", "-") + "-" + port;
        }
        if (!INSTANCE.matcher(name).matches()) {
            problems.add("millrace.instance = '" + name + "': only letters, digits, dot, underscore and hyphen");
        }
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static String loopback(String host) {
        try {
            if (!host.isBlank() && InetAddress.getByName(host).isLoopbackAddress()) {
                return host;
            }
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("no such host", unknown);
        }
        throw new IllegalArgumentException(
                "only a loopback address such as 127.0.0.1, until clients can be told apart");
    }

    private static KafkaConnection servers(String value) {
        for (String server : value.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("not host:port, several separated by commas");
            }
        }
        return new KafkaConnection(value);
    }

    private static URI httpAddress(String value) {
        URI address = URI.create(value);
        if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
            throw new IllegalArgumentException("not http://host:port");
        }
        return address;
    }

    private static Path folder(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("no folder");
        }
        try {
            return Path.of(value.strip()).toAbsolutePath();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("not a path", invalid);
        }
    }

    private static Duration commitInterval(String value) {
        Duration interval = Durations.parse(value);
        if (interval.toMillis() < 10 || interval.toMillis() > 5_000) {
            throw new IllegalArgumentException("from 10ms to 5s, half of what a transaction may last");
        }
        return interval;
    }

    private int integer(String name, int least, int greatest) {
        String rule = "a whole number from " + least + " to " + greatest;
        return parsed(name, value -> {
                    int number;
                    try {
                        number = Integer.parseInt(value.strip());
                    } catch (NumberFormatException malformed) {
                        throw new IllegalArgumentException(rule, malformed);
                    }
                    if (number < least || number > greatest) {
                        throw new IllegalArgumentException(rule);
                    }
                    return number;
                })
                .orElse(least);
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser) {
        String value = text.apply(name).orElse("");
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException wrong) {
            problems.add(name + " = '" + value + "': " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
