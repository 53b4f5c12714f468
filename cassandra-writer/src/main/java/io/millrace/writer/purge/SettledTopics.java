package io.millrace.writer.purge;

import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.GroupProgress;
import io.millrace.kafka.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether what was on its way when a purge began has come to rest. From stage to stage: what a stage has taken in by its commit is below the ends of what it writes, which the next
 * is then waited for. Not thread-safe.
 */
final class SettledTopics {
    private final GroupProgress groups;
    private final List<Stage> stages;
    private int reached;
    private Optional<Map<TopicPartition, Long>> ends = Optional.empty();

    /**
     * Groups that are to be past what stands in a topic.
     *
     * @param readers groups, by what people call them
     */
    private record Stage(String topic, Map<String, String> readers) {}

    SettledTopics(GroupProgress groups, Topics topics, String tenant) {
        this.groups = groups;
        stages = List.of(
                new Stage(
                        topics.events(tenant).name(),
                        Map.of("the archive", ConsumerGroups.ARCHIVE, "the stream-processor", ConsumerGroups.STREAM)),
                new Stage(ConsumerGroups.PARTIALS_TOPIC, Map.of("the stream-processor", ConsumerGroups.STREAM)),
                sink(topics.rollups().name()),
                sink(topics.tables().name()),
                sink(topics.alerts().name()),
                sink(topics.deadLetters().name()),
                sink(topics.sourceRuns().name()));
    }

    private static Stage sink(String topic) {
        return new Stage(topic, Map.of("the sink of " + topic, ConsumerGroups.writer(topic)));
    }

    /**
     * Looks again. Says what is waited for; nothing if all has come to rest, and from then on.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka can't say it now
     */
    Optional<String> waitsFor() {
        while (reached < stages.size()) {
            Stage stage = stages.get(reached);
            if (ends.isEmpty()) {
                ends = Optional.of(groups.ends(List.of(stage.topic())));
            }
            for (Map.Entry<String, String> reader : stage.readers().entrySet()) {
                if (!groups.isPast(reader.getValue(), ends.get())) {
                    return Optional.of(reader.getKey() + " to have read " + stage.topic());
                }
            }
            ends = Optional.empty();
            reached++;
        }
        return Optional.empty();
    }
}
