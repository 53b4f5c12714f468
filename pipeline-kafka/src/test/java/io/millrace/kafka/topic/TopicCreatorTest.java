package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class TopicCreatorTest {
    @Test
    void shouldAskAgainUntilTheBrokerHasHeardOfTheTopic() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        // When
        String answer = TopicCreator.untilKnown(
                () -> {
                    if (asked.incrementAndGet() < 4) {
                        throw new UnknownTopicOrPartitionException("events.acme");
                    }
                    return "leader";
                },
                Duration.ofMinutes(1));
        // Then
        assertThat(answer).isEqualTo("leader");
        assertThat(asked).hasValue(4);
    }

    @Test
    void shouldGiveUpInTheEnd() {
        assertThatThrownBy(() -> TopicCreator.untilKnown(
                        () -> {
                            throw new UnknownTopicOrPartitionException("events.acme");
                        },
                        Duration.ofMillis(120)))
                .isInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessage("events.acme");
    }

    @Test
    void shouldPassOnEveryOtherFailureAtOnce() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        // Then
        assertThatThrownBy(() -> TopicCreator.untilKnown(
                        () -> {
                            asked.incrementAndGet();
                            throw new ClusterAuthorizationException("no");
                        },
                        Duration.ofMinutes(1)))
                .isInstanceOf(ClusterAuthorizationException.class);
        assertThat(asked).hasValue(1);
    }
}
