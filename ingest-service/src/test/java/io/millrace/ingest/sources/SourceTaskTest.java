package io.millrace.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.TestPipelines;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.shell.life.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SourceTaskTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final SourceDefinition DEFINITION = TalkingSources.in(1, 0);

    private final ActivePipeline pipeline = TestPipelines.speeds(17, 5, List.of(), List.of(DEFINITION));
    private final RecordSerde<SourceProgressRecord> serde =
            RecordSerde.withoutRegistry(new SourceProgressRecord.Format(), 1);
    private final SourceRecords records = Steps.records(serde);
    private final Deque<UnaryOperator<ProgressChange>> plan = new ArrayDeque<>();

    /** Does to its progress what was planned, a step each; then its steps fail. */
    private final class Planned implements Source {
        @Override
        public SourceStep step(Situation situation) throws IOException {
            UnaryOperator<ProgressChange> next = plan.poll();
            if (next == null) {
                throw new IOException("nothing is planned");
            }
            ProgressChange change = new ProgressChange(situation.progress(), situation.now());
            return SourceStep.of(new SourceBatch(), next.apply(change).done(), situation.now());
        }

        @Override
        public void close() {
            plan.clear();
        }
    }

    private SourceTask task(MockProducer<byte[], byte[]> producer, SourceProgressRecord progress) {
        return new SourceTask(
                Steps.KEY,
                DEFINITION,
                new Planned(),
                new SourceLease(1, "sources", producer),
                progress,
                records,
                SourceMetrics.NONE,
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random(1)));
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void step(SourceTask task, Instant now) {
        assertThat(task.begin(SourceControlRecord.NONE, now)).isTrue();
        task.step(Optional.of(pipeline), now);
    }

    private static List<String> topics(MockProducer<byte[], byte[]> producer) {
        return producer.history().stream().map(ProducerRecord::topic).toList();
    }

    @Test
    void shouldTellOfARunInTheTransactionThatEndsIt() {
        // Given
        plan.add(change -> change.beginRun("a.csv"));
        plan.add(change -> change.endRun(Optional.empty(), START.plusSeconds(1)));
        MockProducer<byte[], byte[]> producer = producer();
        SourceTask task = task(producer, ProgressChange.none(DEFINITION.place(), START));

        // When
        step(task, START);
        step(task, START);
        step(task, START);

        // Then: the third failed, and ended no run
        assertThat(topics(producer)).containsExactly("sources", "source-runs", "sources", "sources");
        assertThat(producer.commitCount()).isEqualTo(3);
        assertThat(records.runs().deserialize(producer.history().get(1).value()).subject())
                .isEqualTo("a.csv");
    }

    @Test
    void shouldTellNothingOfAStepThatIsLostAndTheSameOnceItIsTakenAgain() {
        // Given
        UnaryOperator<ProgressChange> round =
                change -> change.beginRun("a.csv").endRun(Optional.empty(), START.plusSeconds(1));
        SourceProgressRecord none = ProgressChange.none(DEFINITION.place(), START);
        MockProducer<byte[], byte[]> fenced = producer();
        SourceTask former = task(fenced, none);
        fenced.fenceProducer();

        // When
        plan.add(round);
        step(former, START);

        // Then
        assertThat(fenced.history()).isEmpty();
        assertThat(former.progress()).isEqualTo(none);

        // When: another has the lease, and goes on from what was committed
        MockProducer<byte[], byte[]> producer = producer();
        plan.add(round);
        step(task(producer, none), START);

        // Then
        assertThat(topics(producer)).containsExactly("source-runs", "sources");
    }
}
