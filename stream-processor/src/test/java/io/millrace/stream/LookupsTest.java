package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields from lookups in the topology. */
final class LookupsTest {
    private static final int SCHEMA = 7;
    private static final long MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: gpon
            event: {fields: [{name: province, type: string}]}
            enrich: [{lookup: provinces, on: province, add: [region]}]
            rollups:
              - name: by_region
                dimensions: [region]
                window: {type: tumbling, size: 1d}
                measures:
                  - {name: readings, type: count}
            """);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    LookupsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    /** Returns the offset it is put at. */
    private long putLookup(int version, long validFrom, String rows) throws InvalidLookupException {
        LookupTable table = new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                .read(("code,region\n" + rows).getBytes(StandardCharsets.UTF_8), Optional.empty(), Map.of(), Map.of());
        return pipelines.putLookup(
                new LookupVersionRecord(
                        "acme",
                        "provinces",
                        version,
                        validFrom,
                        table.shape(),
                        table.rows(),
                        table.encoded().length,
                        1,
                        0,
                        "0000000000000000",
                        Instant.EPOCH),
                Optional.of(table));
    }

    private void append(TopologyFixture topology, String province, long eventTime, long definitionsOffset) {
        Event event = new Event(EventSchema.of("acme", "gpon", DEFINITION.event()));
        event.setEnvelope(eventTime, eventTime, definitionsOffset);
        event.setString(0, province);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        topology.append("acme", derivedId(events++), bytes.toByteArray(), NOW);
    }

    /** Each row as the start of its window, from midnight, and its region. */
    private List<String> groups(TopologyFixture topology) {
        GroupCodec groups = pipelines
                .definitions()
                .find("acme", "gpon")
                .orElseThrow()
                .rollups()
                .get(0)
                .plan()
                .groups();
        return topology.emitted().stream()
                .map(row -> row.key().windowStart() - MIDNIGHT + " "
                        + (groups.decode(row.key().group()).get(0) instanceof Value.Text region
                                ? region.value()
                                : "null"))
                .toList();
    }

    @Test
    void shouldCountByWhatTheLookupSaysAndByNullWhereItSaysNothing() throws InvalidLookupException {
        // Given
        putLookup(1, Long.MIN_VALUE, "HKD,south\nBJ,\n");
        pipelines.put("acme", SCHEMA, 1, DEFINITION);
        try (TopologyFixture topology = topology()) {
            // When
            append(topology, "HKD", MIDNIGHT, pipelines.offset());
            append(topology, "BJ", MIDNIGHT, pipelines.offset());
            append(topology, "nowhere", MIDNIGHT, pipelines.offset());
            // Then
            assertThat(groups(topology)).containsExactly("0 south", "0 null", "0 null");
            assertThat(topology.metric("lookup-keys-missing-total")).isEqualTo(1);
            assertThat(topology.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldTakeTheVersionOfTheEventTimeWhateverCameFirst() throws InvalidLookupException {
        // Given
        putLookup(1, Long.MIN_VALUE, "HKD,old\n");
        pipelines.put("acme", SCHEMA, 1, DEFINITION);
        long offset = putLookup(2, MIDNIGHT + 1_000, "HKD,new\n");
        try (TopologyFixture topology = topology()) {
            // When
            append(topology, "HKD", MIDNIGHT + 1_000, offset);
            append(topology, "HKD", MIDNIGHT + 999, offset);
            // Then
            assertThat(groups(topology)).containsExactly("0 new", "0 old");
        }
    }

    @Test
    void shouldJoinAnEventWithWhatWasPutBeforeItWasAccepted() throws InvalidLookupException {
        // Given
        putLookup(1, Long.MIN_VALUE, "HKD,old\n");
        long accepted = pipelines.put("acme", SCHEMA, 1, DEFINITION).acceptingOffset();
        long offset = putLookup(2, Long.MIN_VALUE, "HKD,new\n");
        try (TopologyFixture topology = topology()) {
            // When: read after the second version is known
            append(topology, "HKD", MIDNIGHT, accepted);
            append(topology, "HKD", MIDNIGHT, offset);
            // Then
            assertThat(groups(topology)).containsExactly("0 old", "0 new");
        }
    }

    @Test
    void shouldStampEventsWithTheLastVersionOfWhatIsUsed() throws InvalidLookupException {
        // Given
        putLookup(1, Long.MIN_VALUE, "HKD,old\n");
        var pipeline = pipelines.put("acme", SCHEMA, 1, DEFINITION);
        assertThat(pipeline.acceptingOffset()).isEqualTo(pipeline.offset());
        // When
        long offset = putLookup(2, MIDNIGHT, "HKD,new\n");
        // Then
        assertThat(pipeline.acceptingOffset()).isEqualTo(offset).isGreaterThan(pipeline.offset());
    }

    @Test
    void shouldMakeADeadLetterWhereTheRowsCantBeRead() throws InvalidLookupException {
        // Given
        putLookup(1, Long.MIN_VALUE, "HKD,south\n");
        pipelines.put("acme", SCHEMA, 1, DEFINITION);
        LookupVersionRecord first =
                pipelines.definitions().lookups().current("acme", "provinces").orElseThrow();
        pipelines.putLookup(first, Optional.empty());
        try (TopologyFixture topology = topology()) {
            // When
            append(topology, "HKD", MIDNIGHT, pipelines.offset());
            // Then
            assertThat(topology.emitted()).isEmpty();
            assertThat(topology.deadLetters()).extracting(DeadLetter::code).containsExactly("evaluation-failed");
        }
    }
}
