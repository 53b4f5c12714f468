package io.millrace.shell.settings;

import io.micronaut.core.value.PropertyResolver;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.KafkaSecurity;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.Durations;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads and judges settings one by one, collecting every problem; {@link #complete} ends it. Names and defaults of the settings stand in each
 * service's {@code application.yml}. What can't be read is answered with something to go on with.
 */
public final class SettingsReader {
    /** SHA-256 of the key that may do everything. */
    public static final String ADMINISTRATOR_KEY = "millrace.access.administrator-key-sha256";

    /** SHA-256 of the key that may read metrics. */
    public static final String METRICS_KEY = "millrace.access.metrics-key-sha256";

    private static final String ORIGINS = "millrace.cors.origins";

    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern SERVER = Pattern.compile("[^\\s:,/]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");
    private static final int MOST_PARTITIONS = 10_000;

    private final Function<String, Optional<String>> text;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param text the text of a setting by its name
     */
    public SettingsReader(Function<String, Optional<String>> text) {
        this.text = text;
    }

    /** Reads what Micronaut was told. */
    public static SettingsReader of(PropertyResolver properties) {
        return new SettingsReader(name -> properties.getProperty(name, String.class));
    }

    /**
     * Ends the reading.
     *
     * @param settings called if nothing was wrong: all that {@link #parsed} answered is there then
     * @throws InvalidSettingsException with everything that was wrong
     */
    public <T> T complete(Supplier<T> settings) {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return settings.get();
    }

    /** A setting as it is written; empty text if it has none. */
    public String text(String name) {
        return text.apply(name).orElse("").strip();
    }

    private void wrong(String name, String reason) {
        problems.add(name + " = '" + text(name) + "': " + reason);
    }

    /**
     * A setting by a parser of its text, or nothing once the problem is noted.
     *
     * @param parser refuses with an {@link IllegalArgumentException} that says what would be right
     */
    public <T> Optional<T> parsed(String name, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text(name)));
        } catch (IllegalArgumentException wrong) {
            wrong(name, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Settings that only make sense together, or nothing once the problem is noted.
     *
     * @param name of the group
     * @param settings refuses with an {@link IllegalArgumentException} that says what would be right
     */
    public <T> Optional<T> together(String name, Supplier<T> settings) {
        try {
            return Optional.of(settings.get());
        } catch (IllegalArgumentException wrong) {
            problems.add(name + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /** A whole number within limits. */
    public long number(String name, long least, long greatest) {
        String rule = "a whole number from " + least + " to " + greatest;
        return parsed(name, value -> {
                    long number;
                    try {
                        number = Long.parseLong(value);
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

    /** A whole number within limits. */
    public int integer(String name, int least, int greatest) {
        return Math.toIntExact(number(name, least, greatest));
    }

    /** A duration such as {@code 200ms} or {@code 7d}. */
    public Duration duration(String name) {
        return parsed(name, Durations::parse).orElse(Duration.ofSeconds(1));
    }

    /** A duration within limits. */
    public Duration duration(String name, Duration least, Duration greatest) {
        return parsed(name, value -> {
                    Duration duration = Durations.parse(value);
                    if (duration.compareTo(least) < 0 || duration.compareTo(greatest) > 0) {
                        throw new IllegalArgumentException(
                                "from " + Durations.format(least) + " to " + Durations.format(greatest));
                    }
                    return duration;
                })
                .orElse(least);
    }

    /**
     * The port that is listened on, -1 for any that is free; also sees to it that only a loopback address is listened on while everyone may do
     * everything, and that it is known whose pages may ask.
     */
    public int port() {
        var unusedOrigins = origins();
        boolean open = keyHash(ADMINISTRATOR_KEY).isEmpty();
        if (keyHash(METRICS_KEY).isPresent() && open) {
            problems.add(
                    METRICS_KEY + ": of no use while nobody is asked for a key: set " + ADMINISTRATOR_KEY + " too");
        }
        var unused = parsed("micronaut.server.host", host -> listening(host, open));
        requireKeyStore();
        return integer("micronaut.server.port", -1, 65_535);
    }

    private void requireKeyStore() {
        String enabled = text("micronaut.server.ssl.enabled");
        if (enabled.equals("true")) {
            var unused = together("micronaut.server.ssl.key-store", () -> {
                ServerKeyStore.require(
                        text("micronaut.server.ssl.key-store.path"),
                        text("micronaut.server.ssl.key-store.type"),
                        text("micronaut.server.ssl.key-store.password"));
                return true;
            });
        } else if (!enabled.isEmpty() && !enabled.equals("false")) {
            wrong("micronaut.server.ssl.enabled", "true or false");
        }
    }

    /** The hash of a key, in lower-case hexadecimal digits; empty if none is set, or once the problem is noted. */
    public Optional<String> keyHash(String name) {
        String hash = text(name).toLowerCase(Locale.ROOT);
        if (hash.isEmpty() || SHA_256.matcher(hash).matches()) {
            return Optional.of(hash).filter(set -> !set.isEmpty());
        }
        // Not what was set: it may be the key itself.
        problems.add(name
                + ": the SHA-256 of a key as 64 hexadecimal digits, not the key; see 'millrace keys administrator'");
        return Optional.empty();
    }

    /** The origins whose pages may ask, in lower case. */
    public Set<String> origins() {
        return parsed(ORIGINS, value -> {
                    Set<String> origins = new LinkedHashSet<>();
                    for (String origin : value.isEmpty() ? new String[0] : value.split(",", -1)) {
                        String one = origin.strip().toLowerCase(Locale.ROOT);
                        if (!ORIGIN.matcher(one).matches()) {
                            throw new IllegalArgumentException(
                                    "not https://host or https://host:port, several separated by commas");
                        }
                        origins.add(one);
                    }
                    return origins;
                })
                .orElse(Set.of());
    }

    private static InetAddress listening(String host, boolean open) {
        InetAddress address;
        try {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("no address");
            }
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("no such host", unknown);
        }
        if (open && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("only a loopback address such as 127.0.0.1 without authentication: set "
                    + ADMINISTRATOR_KEY + " to listen elsewhere");
        }
        return address;
    }

    public Optional<KafkaConnection> kafka() {
        Optional<KafkaSecurity> security = parsed(
                "millrace.kafka-security", file -> file.isEmpty() ? KafkaSecurity.NONE : KafkaSecurity.read(file));
        return parsed("millrace.kafka", value -> {
            for (String server : value.split(",", -1)) {
                if (!SERVER.matcher(server.strip()).matches()) {
                    throw new IllegalArgumentException("not host:port, several separated by commas");
                }
            }
            return new KafkaConnection(value, security.orElse(KafkaSecurity.NONE));
        });
    }

    /** Address of the schema registry. */
    public Optional<URI> registry() {
        return parsed("millrace.registry", value -> {
            URI address = URI.create(value);
            if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
                throw new IllegalArgumentException("not http://host:port");
            }
            return address;
        });
    }

    public Topics topics() {
        return new Topics(integer("millrace.partitions", 1, MOST_PARTITIONS));
    }

    /**
     * What names this process among those of the installation, the same after a restart; by default its host and port.
     *
     * @param port that it listens on; if that is any that is free, the default is another one at each start
     */
    public String instance(int port) {
        String name = text("millrace.instance");
        if (name.isEmpty()) {
            String number = port > 0
                    ? Integer.toString(port)
                    : "p" + ProcessHandle.current().pid();
            return host().replaceAll("[^A-Za-z0-9._-]", "-") + "-" + number;
        }
        if (!INSTANCE.matcher(name).matches()) {
            wrong("millrace.instance", "only letters, digits, dot, underscore and hyphen");
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
}
