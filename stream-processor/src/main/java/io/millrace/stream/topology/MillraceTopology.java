package io.millrace.stream.topology;

import io.millrace.kafka.topic.Topics;
import io.millrace.stream.aggregate.AggregateStage;
import io.millrace.stream.poll.TurnTaking;
import io.millrace.stream.route.RouteStage;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.tally.TallyStage;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The one topology for all pipelines: events → route ⇒ partial aggregates ⇒ aggregate → rollups and alerts; and dead letters → tally → tallies.
 * Definitions are data to it, so a new pipeline changes nothing here. Every name is ours and must stay: topics and state are called by them.
 */
public final class MillraceTopology {
    /** Kafka Streams numbers subtopologies, which state is called by, in the order of the names of their sources: this one must stay the last. */
    private static final String LETTERS_SOURCE = "tally-dead-letters";

    private MillraceTopology() {}

    /** Puts the stages together; touches no cluster. */
    public static Topology build(StageEnvironment environment, Topics topics) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        Topics.EVENTS,
                        Consumed.with(bytes, bytes)
                                .withName("events")
                                .withTimestampExtractor(new TurnTaking(environment.clock()))
                                .withOffsetResetPolicy(AutoOffsetReset.earliest()))
                .process(new RouteStage(environment, topics.partitions()), Named.as(RouteStage.NAME))
                .repartition(Repartitioned.with(bytes, bytes)
                        .withName(RouteStage.PARTIALS)
                        .withNumberOfPartitions(topics.partitions()))
                .process(new AggregateStage(environment, topics.partitions()), Named.as(AggregateStage.NAME))
                .to(topics.rollups().name(), Produced.with(bytes, bytes).withName(AggregateStage.ROLLUPS_SINK));
        builder.stream(topics.deadLetters().name(), Consumed.with(bytes, bytes).withName(LETTERS_SOURCE))
                .process(new TallyStage(environment), Named.as(TallyStage.NAME))
                .to(topics.tallies().name(), Produced.with(bytes, bytes).withName(TallyStage.TALLIES_SINK));
        Topology topology = builder.build();
        ByteArraySerializer serializer = new ByteArraySerializer();
        topology.addSink(RouteStage.PROGRESS_SINK, topics.progress().name(), serializer, serializer, RouteStage.NAME);
        topology.addSink(RouteStage.CUTS_SINK, topics.cuts().name(), serializer, serializer, RouteStage.NAME);
        topology.addSink(RouteStage.TABLES_SINK, topics.tables().name(), serializer, serializer, RouteStage.NAME);
        topology.addSink(
                RouteStage.DEAD_LETTERS_SINK, topics.deadLetters().name(), serializer, serializer, RouteStage.NAME);
        topology.addSink(
                AggregateStage.ALERTS_SINK, topics.alerts().name(), serializer, serializer, AggregateStage.NAME);
        topology.addSink(
                AggregateStage.TALLIES_SINK, topics.tallies().name(), serializer, serializer, AggregateStage.NAME);
        return topology;
    }
}
