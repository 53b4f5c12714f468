package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsBehindException;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** What a task knows of cuts, over restarts and on hosts that know less than the one before. */
final class FeedCutsTest {
    private static final String EVENTS = "events.acme";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: speeds
            event: {fields: [{name: speed, type: long}]}
            rollups: [{name: all, dimensions: [], window: {type: tumbling, size: 5m}, measures: [{name: n, type: count}]}]
            """;

    private final KeyValueStore<String, byte[]> store = store();
    private final List<String> reported = new ArrayList<>();

    private static KeyValueStore<String, byte[]> store() {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("feed-cuts"), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    /** A task begins on a host, with what is in the store. */
    private FeedCuts begin(DefinitionsView definitions) {
        FeedCuts cuts = new FeedCuts(
                store,
                definitions,
                3,
                (key, cut) -> reported.add(
                        key.generation() + "-" + key.partition() + "=" + (cut == null ? "-" : cut.offset())));
        cuts.load();
        return cuts;
    }

    /** What a host knows. */
    private static DefinitionsView definitions() {
        return new DefinitionsView(Duration.ofMillis(1));
    }

    private static ActivePipeline put(DefinitionsView definitions, long offset, int feeds) {
        ActivePipeline pipeline = pipeline(offset, feeds);
        definitions.put(pipeline.record().key(), pipeline);
        definitions.advance(offset);
        return pipeline;
    }

    private static ActivePipeline pipeline(long offset, int feeds) {
        RollupLayout layout = new RollupLayout(3_600_000, 4);
        PipelineRecord record = new PipelineRecord(
                        "acme",
                        "speeds",
                        List.of(new PipelineRecord.Version(1, DEFINITION, "1", 7, Instant.EPOCH)),
                        List.of(PipelineRecord.Generation.first("all", layout, Instant.EPOCH)))
                .feeding(IntStream.range(0, feeds)
                        .mapToObj(feed -> new PipelineRecord.Feed(
                                "all",
                                Layer.FIRST_GENERATION + feed,
                                1,
                                layout,
                                TimeInterval.ALWAYS,
                                -1,
                                new UUID(0, 1),
                                Instant.EPOCH))
                        .toList());
        return ActivePipeline.of(record, offset, DefinitionReader::read);
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() {
        // Given
        DefinitionsView definitions = definitions();
        FeedCuts cuts = begin(definitions);
        cuts.enter(EVENTS);
        cuts.at(40);
        cuts.save();
        // When: nothing came since
        put(definitions, 5, 1);
        begin(definitions).look();
        // Then
        assertThat(reported).containsExactly("1000001-3=41");
    }

    @Test
    void shouldDecideOnceHoweverOftenItBegins() {
        // Given
        DefinitionsView definitions = definitions();
        ActivePipeline pipeline = put(definitions, 5, 1);
        FeedCuts cuts = begin(definitions);
        cuts.enter(EVENTS);
        cuts.at(40);
        cuts.decide(pipeline);
        cuts.save();
        // When
        FeedCuts later = begin(definitions);
        later.look();
        later.enter(EVENTS);
        later.at(50);
        later.decide(pipeline);
        // Then
        assertThat(reported).containsExactly("1000001-3=40");
    }

    @Test
    void shouldTellTopicsApart() {
        // Given
        DefinitionsView definitions = definitions();
        FeedCuts cuts = begin(definitions);
        cuts.enter("events.other");
        cuts.at(99);
        cuts.enter(EVENTS);
        cuts.at(10);
        cuts.enter("events.other");
        cuts.at(100);
        // When
        put(definitions, 5, 1);
        cuts.look();
        // Then
        assertThat(reported).containsExactly("1000001-3=11");
    }

    @Test
    void shouldProcessNoEventOnAHostThatDoesNotKnowTheFeed() {
        // Given
        begin(knowing(5, 1)).look();
        DefinitionsView behind = definitions();
        behind.advance(4);
        // When
        FeedCuts cuts = begin(behind);
        // Then
        assertThatThrownBy(() -> cuts.enter(EVENTS)).isInstanceOf(DefinitionsBehindException.class);
        put(behind, 5, 1);
        cuts.enter(EVENTS);
    }

    @Test
    void shouldNotForgetAFeedThatTheHostDoesNotKnowYet() {
        // Given
        begin(knowing(5, 1)).look();
        DefinitionsView behind = definitions();
        behind.advance(4);
        FeedCuts cuts = begin(behind);
        // When
        cuts.look();
        put(behind, 5, 1);
        cuts.look();
        // Then
        assertThat(reported).containsExactly("1000001-3=0");
    }

    @Test
    void shouldDecideOnNothingThatIsBeingPut() {
        // Given: a pipeline that is there, though the definitions are not yet said to be known so far
        DefinitionsView definitions = definitions();
        definitions.advance(4);
        ActivePipeline pipeline = pipeline(5, 1);
        definitions.put(pipeline.record().key(), pipeline);
        FeedCuts cuts = begin(definitions);
        // When
        cuts.look();
        // Then: an event may still find the pipeline of before
        assertThat(reported).isEmpty();
        definitions.advance(5);
        cuts.look();
        assertThat(reported).containsExactly("1000001-3=0");
    }

    @Test
    void shouldForgetFeedsOneByOne() {
        // Given
        DefinitionsView definitions = definitions();
        put(definitions, 5, 2);
        FeedCuts cuts = begin(definitions);
        cuts.look();
        // When
        put(definitions, 6, 1);
        cuts.look();
        // Then
        assertThat(reported).containsExactly("1000001-3=0", "1000002-3=0", "1000002-3=-");
        begin(definitions).look();
        assertThat(reported).hasSize(3);
    }

    @Test
    void shouldForgetNothingOfADefinitionThatCantBeRead() {
        // Given
        begin(knowing(5, 1)).look();
        DefinitionsView definitions = definitions();
        definitions.refuse("acme/speeds", new UnreadableDefinition("speeds", 6, "later"));
        definitions.advance(6);
        // When
        begin(definitions).look();
        // Then
        assertThat(reported).containsExactly("1000001-3=0");
    }

    private static DefinitionsView knowing(long offset, int feeds) {
        DefinitionsView definitions = definitions();
        put(definitions, offset, feeds);
        return definitions;
    }
}
