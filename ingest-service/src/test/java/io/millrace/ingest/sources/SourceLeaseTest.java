package io.millrace.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SourceLeaseTest {
    private static final byte[] PROGRESS = "progress".getBytes(UTF_8);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SourceLease lease = new SourceLease(2, "sources", producer);

    private static ProducerRecord<byte[], byte[]> event() {
        return new ProducerRecord<>("events.acme", new byte[16], new byte[1]);
    }

    @Test
    void shouldCommitEventsAndProgressTogether() throws Exception {
        // When
        lease.commit(List.of(event(), event()), Steps.KEY, PROGRESS);

        // Then
        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).hasSize(3);
        ProducerRecord<byte[], byte[]> progress = producer.history().get(2);
        assertThat(progress.topic()).isEqualTo("sources");
        assertThat(progress.partition()).isEqualTo(2);
        assertThat(progress.key()).asString().isEqualTo("acme/speeds/one");
        assertThat(lease.isLost()).isFalse();
    }

    @Test
    void shouldCommitNothingOnceAnotherHasTakenOver() {
        // Given
        producer.fenceProducer();

        // Then
        assertThatThrownBy(() -> lease.commit(List.of(event()), Steps.KEY, PROGRESS))
                .isInstanceOf(LeaseLostException.class);
        assertThat(producer.history()).isEmpty();
        assertThat(lease.isLost()).isTrue();
        assertThat(producer.closed()).isTrue();
        assertThatThrownBy(() -> lease.commit(List.of(event()), Steps.KEY, PROGRESS))
                .isInstanceOf(LeaseLostException.class);
    }
}
