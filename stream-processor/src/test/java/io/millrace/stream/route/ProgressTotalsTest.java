package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

final class ProgressTotalsTest {
    private static final long PUT_AT = 42;
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: device, type: string}
            """;

    private final KeyValueStore<String, byte[]> store = store();
    private final List<String> forgotten = new ArrayList<>();

    private static KeyValueStore<String, byte[]> store() {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("progress-totals"), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    private static PipelineRoute route() {
        PipelineRecord record = new PipelineRecord(
                "acme", "gpon", List.of(new PipelineRecord.Version(1, DEFINITION, "", 7, Instant.EPOCH)), List.of());
        return new PipelineRoute(ActivePipeline.of(record, PUT_AT, DefinitionReader::read));
    }

    private ProgressTotals onTheNextHost() {
        ProgressTotals totals = new ProgressTotals(store);
        totals.load(0);
        return totals;
    }

    private boolean forget(ProgressTotals totals, long definitionsOffset) {
        return totals.forget(definitionsOffset, missing -> true, progress -> forgotten.add(progress.pipeline()));
    }

    @Test
    void shouldNotForgetAPipelineThatDefinitionsAreBehindOf() {
        // Given
        ProgressTotals former = new ProgressTotals(store);
        former.note(route(), 1_000, false);
        former.drainTo(progress -> {});
        // When
        ProgressTotals totals = onTheNextHost();
        boolean tooEarly = forget(totals, PUT_AT - 1);
        // Then
        assertThat(tooEarly).isFalse();
        assertThat(forgotten).isEmpty();
        assertThat(totals.all()).hasSize(1);
        assertThat(forget(totals, PUT_AT)).isTrue();
        assertThat(forgotten).containsExactly("gpon");
        assertThat(onTheNextHost().all()).isEmpty();
    }

    @Test
    void shouldReadWhatTheVersionBeforeWrote() {
        // Given
        ByteWriter older = new ByteWriter();
        older.writeByte(2);
        older.writeVarLong(-5);
        older.writeVarLong(3);
        older.writeVarLong(1);
        older.writeByte(1);
        store.put("acme/gpon", older.toByteArray());
        // When
        ProgressTotals totals = onTheNextHost();
        // Then
        assertThat(totals.all()).singleElement().satisfies(progress -> {
            assertThat(progress.greatestEventTime()).isEqualTo(-5);
            assertThat(progress.events()).isEqualTo(3);
            assertThat(progress.isIdle()).isTrue();
        });
        assertThat(forget(totals, 0)).isTrue();
    }
}
