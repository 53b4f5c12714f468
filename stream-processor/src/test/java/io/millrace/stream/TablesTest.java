package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableRow;
import io.millrace.model.value.JsonText;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of typed tables in the topology. */
final class TablesTest {
    private static final int SCHEMA = 7;
    private static final String EVENTS = "events.acme";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: device, type: string, optional: true}
                - {name: port, type: int}
                - {name: speed, type: long, optional: true}
            derive: [{name: half, type: long, expr: "100 / port"}]
            where: port != 9
            tables:
              - {name: by_device, key: [device, port], columns: [speed, half]}
            """;

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    TablesTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put("acme", SCHEMA, 1, DefinitionReader.read(DEFINITION));
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private byte[] event(long eventTime, @Nullable String device, int port, long speed) {
        Event event = new Event(EventSchema.of(
                "acme", "readings", DefinitionReader.read(DEFINITION).event()));
        event.setEnvelope(eventTime, eventTime, pipelines.offset());
        if (device != null) {
            event.setString(0, device);
        }
        event.setLong(1, port);
        if (speed >= 0) {
            event.setLong(2, speed);
        }
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        return bytes.toByteArray();
    }

    private static List<String> texts(List<TableRow> rows) {
        return rows.stream()
                .map(row -> row.key().tenant() + "." + row.key().table() + "@"
                        + row.version().eventTime() + " "
                        + new TableCodec(row.layout())
                                .values(row).stream().map(JsonText::plain).collect(Collectors.joining(",")))
                .toList();
    }

    @Test
    void shouldMakeARowOfEachEventThatCountsWithItsComputedFields() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event(5, "a", 2, 70), NOW);
            topology.append("acme", derivedId(2), event(4, "a", 4, -1), NOW);
            topology.append("acme", derivedId(3), event(6, "a", 9, 70), NOW);
            // Then
            List<TableRow> rows = topology.tableRows();
            assertThat(texts(rows)).containsExactly("acme.by_device@5 a,2,70,50", "acme.by_device@4 a,4,,25");
            assertThat(rows.get(0).pipeline()).isEqualTo("readings");
            assertThat(rows.get(0).version().id().toBytes()).isEqualTo(derivedId(1));
            assertThat(topology.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldTakeTheFirstOfCopiesThatDiffer() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event(5, "a", 2, 70), NOW);
            topology.append("acme", derivedId(1), event(5, "a", 2, 80), NOW);
            // Then
            assertThat(texts(topology.tableRows())).containsExactly("acme.by_device@5 a,2,70,50");
        }
    }

    @Test
    void shouldCountAnEventWithoutAColumnOfTheKeyAndMakeNoRow() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event(5, null, 2, 70), NOW);
            // Then
            assertThat(topology.tableRows()).isEmpty();
            assertThat(topology.metric("table-rows-without-key-total")).isEqualTo(1);
            assertThat(topology.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldTakeTheMetersOfAPipelineWithIt() {
        try (TopologyFixture topology = topology()) {
            // Given
            topology.append("acme", derivedId(1), event(0, null, 1, 70), NOW);
            pipelines.put("acme", "other", SCHEMA + 1, 1, "province");
            topology.advance(Duration.ofSeconds(5));
            assertThat(topology.metric("table-rows-without-key-total")).isEqualTo(1);
            // When
            pipelines.remove("acme", "readings");
            topology.advance(Duration.ofSeconds(5));
            // Then
            assertThat(topology.metric("table-rows-without-key-total")).isZero();
        }
    }

    @Test
    void shouldMakeADeadLetterAndNoRowOfAnEventThatCannotBeEvaluated() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event(5, "a", 0, 70), NOW);
            topology.append("acme", derivedId(2), event(Long.MAX_VALUE / 10, "a", 1, 70), NOW);
            topology.append("acme", derivedId(1), event(5, "a", 1, 70), NOW);
            // Then
            assertThat(topology.deadLetters())
                    .extracting(DeadLetter::code)
                    .containsExactly("expression-failed", "evaluation-failed");
            assertThat(texts(topology.tableRows())).containsExactly("acme.by_device@5 a,1,70,100");
        }
    }

    @Test
    void shouldSendTheNewestRowOfAKeyOnceACommitAndNothingOfALostTransaction() {
        // Given
        Topics topics = new Topics(1);
        try (TaskHarness task = new TaskHarness(
                MillraceTopology.build(StageFixture.environment(pipelines, ROOMY, NOW), topics),
                0,
                "events",
                EVENTS,
                StageFixture.properties(folder))) {
            task.process(records(0, event(9, "lost", 1, 1)));
            task.abortAndRevive();
            // When
            task.process(
                    records(0, event(5, "a", 1, 1), event(7, "a", 1, 2), event(6, "a", 1, 3), event(1, "b", 1, 4)));
            task.commit();
            // Then
            List<TableRow> rows = task.committed(topics.tables().name()).stream()
                    .map(record -> StageFixture.tableRow(record.key(), record.value()))
                    .toList();
            assertThat(texts(rows)).containsExactly("acme.by_device@7 a,1,2,100", "acme.by_device@1 b,1,4,100");
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int from, byte[]... events) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int index = 0; index < events.length; index++) {
            records.add(TaskHarness.record(
                    EVENTS, from + index, NOW.toEpochMilli(), derivedId(from + index), events[index]));
        }
        return records;
    }
}
