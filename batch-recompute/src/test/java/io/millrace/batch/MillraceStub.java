package io.millrace.batch;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.kafka.cuts.CutsLog;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the other services do for a run, done at once and by the book: events get into topic and archive, feeds get their cuts. One partition. */
final class MillraceStub implements AutoCloseable {
    static final String TENANT = "acme";
    static final String PIPELINE = "shop";
    static final RollupLayout LAYOUT = new RollupLayout(3_600_000 * 6, 2);

    private static final int SCHEMA = 7;
    private static final Topics TOPICS = new Topics(1);
    private static final Pattern ANNOUNCED = Pattern.compile("\"rollup\":\"(\\w+)\",\"generation\":(\\d+)");
    private static final Pattern PATH = Pattern.compile(".*/feeds/(\\w+)/(\\d+)");

    private final CqlSession session;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordSerde<CutRecords.Key> cutKeys;
    private final RecordSerde<CutRecords.Cut> cuts;
    private final RecordSerde<PipelineRecord> pipelines;
    private final HttpServer ingest;
    private final Set<String> fed = ConcurrentHashMap.newKeySet();
    private volatile boolean forgetful;
    private long appendTime = Instant.parse("2026-04-01T00:00:00Z").toEpochMilli();

    MillraceStub(String kafka, URI registryAddress, CqlSession session) throws IOException {
        this.session = session;
        KafkaConnection connection = new KafkaConnection(kafka);
        TopicDeclaration partials = new TopicDeclaration(ConsumerGroups.PARTIALS_TOPIC, 1, Map.of());
        TopicCreator.ensure(
                connection,
                Duration.ofSeconds(30),
                List.of(
                        TOPICS.pipelines(),
                        TOPICS.lookups(),
                        TOPICS.cuts(),
                        TOPICS.rollups(),
                        TOPICS.events(TENANT),
                        partials));
        SchemaRegistry registry = new SchemaRegistry(registryAddress);
        cutKeys = CutsLog.keySerde(registry);
        cuts = CutsLog.valueSerde(registry);
        pipelines =
                RecordSerde.register(new PipelineFormat(), TOPICS.pipelines().name() + "-value", registry);
        admin = Admin.create(connection.properties());
        Map<String, Object> properties = connection.properties();
        properties.put("acks", "all");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.createContext("/v1/tenants/" + TENANT + "/pipelines/" + PIPELINE + "/feeds", this::answer);
        ingest.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + ingest.getAddress().getPort());
    }

    /** From now on the stream's state is as if from before there were feeds: it does not know how far it is. */
    void forget() {
        forgetful = true;
    }

    /** What the stream feeds: {@code rollup/generation}. */
    Set<String> fed() {
        return fed;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean announces = exchange.getRequestMethod().equals("POST");
            Matcher matcher = announces
                    ? ANNOUNCED.matcher(body)
                    : PATH.matcher(exchange.getRequestURI().getPath());
            if (!matcher.find()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            CutRecords.Key key =
                    new CutRecords.Key(TENANT, PIPELINE, matcher.group(1), Integer.parseInt(matcher.group(2)), 0);
            String name = key.rollup() + "/" + key.generation();
            if (announces) {
                fed.add(name);
                String events = TOPICS.events(TENANT).name();
                CutRecords.Cut cut = new CutRecords.Cut(events, forgetful ? 0 : end(events));
                send(TOPICS.cuts().name(), cutKeys.serialize(key), Optional.of(cuts.serialize(cut)));
            } else {
                fed.remove(name);
                send(TOPICS.cuts().name(), cutKeys.serialize(key), Optional.empty());
            }
            exchange.sendResponseHeaders(announces ? 201 : 204, -1);
        }
    }

    /** @return the offset */
    private long send(String topic, byte[] key, Optional<byte[]> value) {
        try {
            return producer.send(new ProducerRecord<>(topic, 0, key, value.orElse(null)))
                    .get()
                    .offset();
        } catch (Exception failure) {
            throw new IllegalStateException(topic, failure);
        }
    }

    private long end(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try {
            return admin.listOffsets(Map.of(partition, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (Exception failure) {
            throw new IllegalStateException(topic, failure);
        }
    }

    /** Puts a definition, as its next version. */
    PipelineRecord put(List<String> sources) {
        List<PipelineRecord.Version> versions = new java.util.ArrayList<>();
        for (String source : sources) {
            versions.add(new PipelineRecord.Version(
                    versions.size() + 1, source, "f" + versions.size(), SCHEMA, Instant.now()));
        }
        PipelineDefinition definition = DefinitionReader.read(sources.get(0));
        EventSchema schema = EventSchema.of(TENANT, PIPELINE, definition.event());
        PipelineRecord record = new PipelineRecord(
                TENANT,
                PIPELINE,
                versions,
                definition.rollups().stream()
                        .map(rollup -> PipelineRecord.Generation.first(
                                RollupPlan.of(
                                                rollup,
                                                Evaluation.of(definition, schema, Lookups.NONE)
                                                        .schema())
                                        .name(),
                                LAYOUT,
                                Instant.EPOCH))
                        .toList());
        var unused = send(
                TOPICS.pipelines().name(),
                record.key().getBytes(StandardCharsets.UTF_8),
                Optional.of(pipelines.serialize(record)));
        return record;
    }

    /** Accepts an event: it stands in the topic and in the archive, and all who read it are done with it. */
    void accept(PipelineRecord record, String json) throws Exception {
        PipelineDefinition definition = DefinitionReader.read(record.current().source());
        EventSchema schema = EventSchema.of(TENANT, PIPELINE, definition.event());
        Event event = new Event(schema);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = EventReaders.open(
                EventFormat.JSON, new ByteArrayInputStream(body), definition, schema, ReaderOptions.DEFAULT)) {
            if (!reader.next()) {
                throw new IllegalStateException(json);
            }
            reader.read(event, appendTime, 0);
        }
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        var id = EventIdentity.of(TENANT, definition, schema).declared(event);
        String topic = TOPICS.events(TENANT).name();
        long offset = send(topic, id.toBytes(), Optional.of(bytes.toByteArray()));
        store(new ArchiveTable(session)
                .insert(
                        new ArchivedEvent(
                                TENANT, PIPELINE, event.eventTime(), id, 0, offset, ++appendTime, bytes.toByteArray()),
                        3_600));
        commit(ConsumerGroups.ARCHIVE, topic);
        commit(ConsumerGroups.STREAM, topic);
    }

    /** As the writer would: what Cassandra has no time for is written again. */
    private void store(Statement<?> statement) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.execute(statement);
                return;
            } catch (WriteTimeoutException slow) {
                if (attempt == 5) {
                    throw slow;
                }
            }
        }
    }

    private void commit(String group, String topic) {
        Map<TopicPartition, OffsetAndMetadata> offsets = List.of(topic).stream()
                .collect(Collectors.toMap(
                        name -> new TopicPartition(name, 0), name -> new OffsetAndMetadata(end(name))));
        try {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        } catch (Exception failure) {
            throw new IllegalStateException(group, failure);
        }
    }

    @Override
    public void close() {
        ingest.stop(0);
        producer.close();
        admin.close();
    }
}
