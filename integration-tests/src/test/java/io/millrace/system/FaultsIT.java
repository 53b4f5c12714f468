package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.sample.GponSample;
import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly once, shown: readings flow all the while, and the broker, two stream-processors and two writers are killed, restarted or paused until
 * they are fenced, several at once. After each round every window that is served equals the truth. {@code -Dfaults.rounds=100 -Dfaults.seed=7} for a long run.
 */
class FaultsIT {
    private static final Logger LOG = LoggerFactory.getLogger(FaultsIT.class);
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 2);
    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final int FAULTS_A_ROUND = 4;
    private static final int READINGS_A_TENANT = 30_000;

    /** More than are sent while the faults of a round happen, so that readings never end before the faults do. */
    private static final int READINGS_A_ROUND = 15_000;

    private static final int UNITS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FROM = "2019-08-01T00:00:00Z";
    private static final String TO = "2019-08-03T00:00:00Z";

    private static final List<GponRollup> ROLLUPS = Stream.concat(
                    GponRollup.EXAMPLE.stream(), Stream.of(GponRollup.HOPPING, GponRollup.SESSIONS))
            .toList();

    private final Random random = new Random(SEED);
    private final Deque<Fault> faults = new ArrayDeque<>();

    @Test
    void shouldServeTheTruthWhateverDies() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-faults-");
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder.resolve("one"));
        try (Platform one = Platform.start(options.withPorts(Ports.free()), new ToStandardError(), Clock.systemUTC());
                Platform other = Platform.start(
                        beside(one, folder.resolve("other")), new ToStandardError(), Clock.systemUTC())) {
            Client client = new Client(one);
            Map<String, GponTruth> truths = new LinkedHashMap<>();
            Deque<String> readings = new ArrayDeque<>();
            String tenant = "";
            for (int round = 0; round < ROUNDS; round++) {
                if (readings.size() < READINGS_A_ROUND) {
                    tenant = "faults-" + round;
                    truths.put(tenant, new GponTruth(ROLLUPS));
                    readings = readings(SEED + round);
                    assertThat(client.putPipeline(tenant, "gpon", definition()).status())
                            .isEqualTo(201);
                }
                long started = System.nanoTime();
                List<Fault> happened = round(client, one, other, tenant, readings, truths.get(tenant));
                LOG.info(
                        "round {} of {}, seed {}: {} readings, {} s, {}",
                        round + 1,
                        ROUNDS,
                        SEED,
                        truths.get(tenant).events(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                        happened);
            }
            for (Map.Entry<String, GponTruth> earlier : truths.entrySet()) {
                earlier.getValue().assertServed(client, earlier.getKey(), FROM, TO, PATIENCE);
            }
            // Windows closed meanwhile, and were opened again.
            assertThat(lateEvents(client, truths.keySet())).isPositive();
        }
    }

    private List<Fault> round(
            Client client, Platform one, Platform other, String tenant, Deque<String> readings, GponTruth truth)
            throws Exception {
        // Given
        FaultsLoad load = new FaultsLoad(client, tenant, readings, truth);
        FaultsReaders readers = new FaultsReaders(client, tenant, FROM, TO);
        CompletableFuture<Void> loading = CompletableFuture.runAsync(load::run);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(readers::run);

        // When
        List<Fault> happened = new ArrayList<>();
        try {
            Map<String, CompletableFuture<Void>> happening = new HashMap<>();
            for (int index = 0; index < FAULTS_A_ROUND; index++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
                Fault fault = next(one, other);
                happened.add(fault);
                // What happens to one process happens in turn, to several at once.
                happening.compute(
                        fault.victim(),
                        (victim, before) ->
                                before == null ? CompletableFuture.runAsync(fault) : before.thenRunAsync(fault));
            }
            for (CompletableFuture<Void> each : happening.values()) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
        } finally {
            load.stop();
            loading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            readers.stop();
            reading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        truth.assertServed(client, tenant, FROM, TO, PATIENCE);
        assertThat(readers.answers()).isPositive();
        LOG.info("{} questions answered, {} of them when asked again", readers.answers(), readers.askedAgain());
        one.awaitReady();
        other.awaitReady();
        return happened;
    }

    /** All of them in a random order, then all in another. */
    private Fault next(Platform one, Platform other) {
        if (faults.isEmpty()) {
            List<Fault> all = new ArrayList<>();
            for (Fault.Kind kind : Fault.Kind.values()) {
                all.add(new Fault(kind, one, Component.KAFKA, ""));
                for (Component component : List.of(Component.STREAM, Component.WRITER)) {
                    all.add(new Fault(kind, one, component, "one"));
                    all.add(new Fault(kind, other, component, "the other"));
                }
            }
            Collections.shuffle(all, random);
            faults.addAll(all);
        }
        return faults.remove();
    }

    /** A second stream-processor and a second writer, on the servers of the first platform. */
    private static PlatformOptions beside(Platform one, Path folder) {
        return new PlatformOptions(Installation.fromSystemProperty(), folder)
                .withPorts(Ports.free())
                .withExternalAddresses(new ExternalAddresses(
                        Optional.of(one.addresses().kafka()),
                        Optional.of(one.addresses().cassandra()),
                        Optional.of(one.addresses().registry())))
                .withComponents(EnumSet.of(Component.STREAM, Component.WRITER));
    }

    /** With windows of every kind, and so little lateness that they close, and are opened again in parts, while all this happens. */
    private static String definition() throws IOException {
        String definition = TruthIT.definition()
                .replaceFirst("lateness: 1d", "lateness: 10m")
                .replaceFirst("rollups:\n", "rollups:\n" + GponRollup.HOPPING.yaml() + GponRollup.SESSIONS.yaml());
        assertThat(definition).contains("lateness: 10m", "name: " + GponRollup.SESSIONS.name());
        return definition;
    }

    private static long lateEvents(Client client, Set<String> tenants) throws IOException, InterruptedException {
        long late = 0;
        for (String tenant : tenants) {
            late += client.getRollup(tenant, "gpon", "province_5m", Map.of("from", FROM, "to", TO, "limit", "10000"))
                    .body()
                    .path("completeness")
                    .path("lateEvents")
                    .asLong();
        }
        return late;
    }

    /** Out of order within some minutes, as readings of many units are. */
    private static Deque<String> readings(long seed) throws IOException {
        StringBuilder csv = new StringBuilder();
        new GponSample(seed, READINGS_A_TENANT, UNITS, 0).writeTo(csv);
        List<String> lines = new ArrayList<>(List.of(csv.toString().split("\n")));
        lines.remove(0);
        Random order = new Random(seed);
        for (int first = 0; first < lines.size(); first += 4 * UNITS) {
            Collections.shuffle(lines.subList(first, Math.min(lines.size(), first + 4 * UNITS)), order);
        }
        return new ArrayDeque<>(lines);
    }
}
