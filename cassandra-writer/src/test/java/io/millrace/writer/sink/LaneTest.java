package io.millrace.writer.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Lane lane = new Lane(new TopicPartition(TestRow.TOPIC, 0));

    @Test
    void shouldKnowNothingBeforeTheFirstPoll() {
        assertThat(lane.committable()).isEqualTo(-1);
    }

    @Test
    void shouldStopAtTheFirstRecordThatIsNotDurable() {
        // Given
        Lane.Ticket first = lane.track(10);
        lane.track(11);
        Lane.Ticket third = lane.track(12);
        lane.advance(13);
        // When
        third.durable();
        // Then
        assertThat(lane.committable()).isEqualTo(10);
        // When
        first.durable();
        // Then
        assertThat(lane.committable()).isEqualTo(11);
    }

    @Test
    void shouldPassOffsetsWithoutARecordWhenNothingIsOpen() {
        // Given
        Lane.Ticket only = lane.track(10);
        lane.advance(15);
        // When
        only.durable();
        // Then
        assertThat(lane.committable()).isEqualTo(15);
    }
}
