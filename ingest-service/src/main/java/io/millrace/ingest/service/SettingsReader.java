package io.millrace.ingest.service;

import io.micronaut.core.value.PropertyResolver;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.Durations;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads and judges the settings, collecting every problem before it gives up. */
final class SettingsReader {
    private static final Pattern SERVER = Pattern.compile("[^\\s:,/]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");
    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int MAX_PARTITIONS = 10_000;
    private static final long MAX_BUFFER = 1L << 40;

    private final PropertyResolver properties;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(PropertyResolver properties) {
        this.properties = properties;
    }

    /**
     * @throws InvalidSettingsException with every problem
     */
    static IngestSettings read(PropertyResolver properties) {
        return new SettingsReader(properties).read();
    }

    private IngestSettings read() {
        requireLoopback();
        number("micronaut.server.port", -1, 65535);
        String kafka = value("millrace.kafka", SettingsReader::servers, "127.0.0.1:9092");
        URI registry = value("millrace.registry", SettingsReader::httpAddress, URI.create("http://127.0.0.1:8405"));
        long partitions = number("millrace.partitions", 1, MAX_PARTITIONS);
        long maxRecordBytes = number("millrace.limits.max-record-bytes", 1, MAX_RECORD_BYTES);
        long concurrentRequests = number("millrace.limits.concurrent-requests", 1, MAX_PARTITIONS);
        long bufferBytes = number("millrace.limits.producer-buffer-bytes", 2L * MAX_RECORD_BYTES, MAX_BUFFER);
        Duration patience =
                value("millrace.limits.producer-patience", SettingsReader::patience, Duration.ofSeconds(10));
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return new IngestSettings(
                new KafkaConnection(kafka),
                registry,
                new Topics((int) partitions),
                (int) maxRecordBytes,
                (int) concurrentRequests,
                bufferBytes,
                patience);
    }

    private void requireLoopback() {
        String host = properties.get("micronaut.server.host", String.class).orElse("");
        try {
            if (!host.isBlank() && InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
            problems.add("micronaut.server.host (MILLRACE_HOST) is '" + host
                    + "': without authentication, which is not supported yet, the service listens on a loopback address"
                    + " only, such as 127.0.0.1");
        } catch (UnknownHostException unknown) {
            problems.add("micronaut.server.host (MILLRACE_HOST) is '" + host + "', which is no known host");
        }
    }

    private static String servers(String text) {
        for (String server : text.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException("must be host:port, several separated by commas");
            }
        }
        return text;
    }

    private static URI httpAddress(String text) {
        URI address = URI.create(text);
        if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
            throw new IllegalArgumentException("must be an address such as http://127.0.0.1:8405");
        }
        return address;
    }

    private static Duration patience(String text) {
        Duration duration = Durations.parse(text);
        if (duration.isZero() || duration.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("must be more than nothing and at most 10m");
        }
        return duration;
    }

    private long number(String key, long least, long greatest) {
        return value(
                key,
                text -> {
                    long number;
                    try {
                        number = Long.parseLong(text.strip());
                    } catch (NumberFormatException malformed) {
                        throw new IllegalArgumentException("must be a whole number", malformed);
                    }
                    if (number < least || number > greatest) {
                        throw new IllegalArgumentException("must be from " + least + " to " + greatest);
                    }
                    return number;
                },
                least);
    }

    /** The value, or once the problem is noted something to go on with. */
    private <T> T value(String key, Function<String, T> parser, T otherwise) {
        String text = properties.get(key, String.class).orElse("");
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException wrong) {
            problems.add(key + " is '" + text + "': " + wrong.getMessage());
            return otherwise;
        }
    }
}
