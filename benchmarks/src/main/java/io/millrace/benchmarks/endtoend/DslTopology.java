package io.millrace.benchmarks.endtoend;

import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The same aggregation as one would write it with the DSL of Kafka Streams: a key a rollup and event, count, sum and max in windows of five minutes,
 * event time from the payload.
 */
final class DslTopology {
    static final String OUTPUT = "dsl-rollups";

    private DslTopology() {}

    /**
     * @param rollups of the corpus, each a key of an event
     */
    static Topology build(String eventsTopic, List<String> rollups) {
        EventSchema schema = Corpus.schema();
        int[] dimensions = rollups.stream().mapToInt(Corpus.ROLLUPS::indexOf).toArray();
        List<String> prefixes = rollups.stream().map(rollup -> rollup + "/").toList();
        Serde<String> strings = Serdes.String();
        Serde<byte[]> bytes = Serdes.ByteArray();
        ThreadLocal<Event> events = ThreadLocal.withInitial(() -> new Event(schema));
        ThreadLocal<EventDecoder> decoders = ThreadLocal.withInitial(() -> new EventDecoder(schema, schema));
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(eventsTopic, Consumed.with(bytes, bytes).withTimestampExtractor((record, partitionTime) -> {
                    Event event = events.get();
                    decoders.get().decode((byte[]) record.value(), event);
                    return event.eventTime();
                }))
                .flatMap((id, value) -> {
                    Event event = events.get();
                    decoders.get().decode(value, event);
                    long speed = event.asLong(4);
                    List<KeyValue<String, Long>> keyed = new ArrayList<>(dimensions.length);
                    for (int index = 0; index < dimensions.length; index++) {
                        keyed.add(KeyValue.pair(prefixes.get(index) + event.asString(dimensions[index]), speed));
                    }
                    return keyed;
                })
                .groupByKey(Grouped.with("dsl", strings, Serdes.Long()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(Corpus.WINDOW_MILLIS), Duration.ofDays(1)))
                .aggregate(
                        () -> state(0, 0, Long.MIN_VALUE),
                        (key, speed, state) -> {
                            ByteBuffer former = ByteBuffer.wrap(state);
                            return state(
                                    former.getLong(0) + 1,
                                    former.getLong(8) + speed,
                                    Math.max(former.getLong(16), speed));
                        },
                        Materialized.<String, byte[], WindowStore<Bytes, byte[]>>as("dsl-windows")
                                .withKeySerde(strings)
                                .withValueSerde(bytes))
                .toStream((windowed, state) ->
                        windowed.key() + "@" + windowed.window().start())
                .to(OUTPUT, Produced.with(strings, bytes));
        return builder.build();
    }

    private static byte[] state(long count, long sum, long max) {
        return ByteBuffer.allocate(24).putLong(count).putLong(sum).putLong(max).array();
    }

    static OutputTotals.Counted counted(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        return new OutputTotals.Counted(
                key.substring(0, key.indexOf('/')),
                ByteBuffer.wrap(record.value()).getLong(0));
    }
}
