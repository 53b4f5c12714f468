package io.millrace.benchmarks.endtoend;

import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Real servers and services on free ports of 127.0.0.1, for one run. */
final class Lab implements AutoCloseable {
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);

    private final Platform platform;
    private final Installation installation;
    private final Path folder;
    private final Topics topics = new Topics(Corpus.PARTITIONS);

    private Lab(Platform platform, Installation installation, Path folder) {
        this.platform = platform;
        this.installation = installation;
        this.folder = folder;
    }

    /** All servers and the ingest service. */
    static Lab open() throws IOException, InterruptedException {
        Set<Component> components = EnumSet.copyOf(Component.SERVERS);
        components.add(Component.INGEST);
        return open(components);
    }

    static Lab open(Set<Component> components) throws IOException, InterruptedException {
        Installation installation = Installation.fromSystemProperty();
        Path folder = Files.createTempDirectory("millrace-benchmark-");
        PlatformOptions options = new PlatformOptions(installation, folder)
                .withPorts(Ports.free())
                .withComponents(components);
        return new Lab(Platform.start(options, SupervisorListener.SILENT, Clock.systemUTC()), installation, folder);
    }

    Platform platform() {
        return platform;
    }

    Installation installation() {
        return installation;
    }

    /** For files of this run. */
    Path folder() {
        return folder;
    }

    Topics topics() {
        return topics;
    }

    KafkaConnection kafka() {
        return new KafkaConnection(platform.addresses().kafka());
    }

    SchemaRegistry registry() {
        return new SchemaRegistry(platform.addresses().registry());
    }

    void ensure(TopicDeclaration... declarations) {
        try (Admin admin = Admin.create(kafka().properties())) {
            new TopicCreator(kafka(), admin, ADMIN_TIMEOUT).ensure(List.of(declarations));
        }
    }

    TopicDeclaration plainTopic(String name) {
        return new TopicDeclaration(name, topics.partitions(), Map.of());
    }

    /** How many records were ever appended to a topic. */
    long records(String topic) throws InterruptedException {
        try (Admin admin = Admin.create(kafka().properties())) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < topics.partitions(); partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        platform.close();
    }
}
