package io.millrace.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.TestPipelines;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RunningSourcesTest {
    private static final SourceDefinition ONE = TalkingSources.in(1, 0);
    private static final SourceDefinition ANOTHER = TalkingSources.in(1, 1);
    private static final SourceDefinition ELSEWHERE = TalkingSources.in(2, 0);

    private final MovingClock clock = new MovingClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final RecordSerde<SourceProgressRecord> progress =
            RecordSerde.withoutRegistry(new SourceProgressRecord.Format(), 1);
    private final RecordSerde<SourceControlRecord> controls =
            RecordSerde.withoutRegistry(new SourceControlRecord.Format(), 2);
    private final SourcesView view = new SourcesView(progress, controls);
    private final KnownPipelines definitions = new KnownPipelines();
    private final TalkingSources opener = new TalkingSources(clock, Duration.ZERO);
    private final RunningSources sources = new RunningSources(
            new TopicDeclaration("sources", TalkingSources.PARTITIONS, Map.of()),
            view,
            definitions,
            opener,
            Steps.records(progress),
            SourceMetrics.NONE,
            clock);
    private final BlockingQueue<Runnable> steps = new ArrayBlockingQueue<>(1);
    private MockProducer<byte[], byte[]> producer = newProducer();
    private SourceLease lease = new SourceLease(1, "sources", producer);
    private final Map<Integer, SourceLease> leases = new HashMap<>(Map.of(1, lease));
    private long offset;

    private void define(SourceDefinition... defined) {
        definitions.set(TestPipelines.speeds(17, 5, List.of(), List.of(defined)));
    }

    /** Takes the lease of partition 1 again. */
    private void takeLeaseAgain() {
        producer = newProducer();
        lease = new SourceLease(1, "sources", producer);
        leases.put(1, lease);
    }

    private static MockProducer<byte[], byte[]> newProducer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void know(String key, byte[] value) {
        view.take(new ConsumerRecord<>("sources", 1, offset++, key.getBytes(UTF_8), value));
    }

    private static SourceKey key(SourceDefinition source) {
        return new SourceKey("acme", "speeds", source.name());
    }

    private void knowProgress(SourceDefinition source, String place, int number) {
        SourceProgressRecord known = new ProgressChange(ProgressChange.none(place, clock.instant()), clock.instant())
                .position(Map.of("number", Integer.toString(number)))
                .done();
        know(key(source).text(), progress.serialize(known));
    }

    /** Hands out one step and takes it. */
    private void step() {
        sources.dispatch(steps);
        steps.remove().run();
    }

    @Test
    void shouldRunWhatIsDefinedAndLeasedAndNothingElse() throws Exception {
        // Given
        define(ONE, ELSEWHERE);

        // When
        sources.reconcile(leases);
        sources.reconcile(leases);

        // Then
        assertThat(opener.said()).containsExactly(ONE.name() + " opened on folder folder");
    }

    @Test
    void shouldGoOnWhereTheProgressSays() throws Exception {
        // Given
        define(ONE);
        knowProgress(ONE, "folder folder", 41);

        // When
        sources.reconcile(leases);
        step();

        // Then
        assertThat(opener.said()).endsWith(ONE.name() + " step 42");
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void shouldBeginAnewWhereTheProgressIsOfAnotherPlace() throws Exception {
        // Given
        define(ONE);
        knowProgress(ONE, "folder of-before", 41);

        // When
        sources.reconcile(leases);
        step();

        // Then
        assertThat(opener.said()).endsWith(ONE.name() + " step 1");
    }

    @Test
    void shouldGiveEachItsTurn() throws Exception {
        // Given
        define(ONE, ANOTHER);
        sources.reconcile(leases);
        var unused = opener.said();

        // When
        step();
        step();
        step();

        // Then
        assertThat(opener.said())
                .containsExactly(ONE.name() + " step 1", ANOTHER.name() + " step 1", ONE.name() + " step 2");
    }

    @Test
    void shouldHandOutOneStepOfASourceAtATime() throws Exception {
        // Given
        define(ONE);
        sources.reconcile(leases);
        sources.dispatch(steps);
        Runnable step = steps.remove();

        // When
        sources.dispatch(steps);

        // Then
        assertThat(steps).isEmpty();
        step.run();
        sources.dispatch(steps);
        assertThat(steps).hasSize(1);
    }

    @Test
    void shouldHandOutNothingOfAPausedSource() throws Exception {
        // Given
        define(ONE);
        know(key(ONE).controlText(), controls.serialize(new SourceControlRecord(true, Optional.empty())));
        sources.reconcile(leases);

        // When
        sources.dispatch(steps);

        // Then
        assertThat(steps).isEmpty();
        know(key(ONE).controlText(), controls.serialize(SourceControlRecord.NONE));
        sources.dispatch(steps);
        assertThat(steps).hasSize(1);
    }

    @Test
    void shouldStopWhatIsDefinedNoMore() throws Exception {
        // Given
        define(ONE, ANOTHER);
        sources.reconcile(leases);
        var unused = opener.said();

        // When
        define(ANOTHER);
        sources.reconcile(leases);

        // Then
        assertThat(opener.said()).containsExactly(ONE.name() + " closed");
    }

    @Test
    void shouldNotRunAChangedSourceBeforeTheLastStepOfTheFormerIsOver() throws Exception {
        // Given
        define(ONE);
        sources.reconcile(leases);
        sources.dispatch(steps);
        Runnable lastStep = steps.remove();
        var unused = opener.said();

        // When
        define(TalkingSources.in(1, 0, "other"));
        sources.reconcile(leases);

        // Then
        assertThat(opener.said()).isEmpty();
        lastStep.run();
        sources.reconcile(leases);
        assertThat(opener.said()).containsExactly(ONE.name() + " closed", ONE.name() + " opened on folder other");
    }

    @Test
    void shouldNotReadProgressBeforeAllThatWasCommittedUnderTheLeaseIsKnown() throws Exception {
        // Given: a commit that the view does not know yet
        define(ONE);
        sources.reconcile(leases);
        step();
        var unused = opener.said();
        byte[] committed = producer.history().get(0).value();
        define(TalkingSources.in(1, 0, "folder"), ANOTHER);
        Thread follower = new Thread(() -> {
            know(key(ONE).text(), committed);
            view.advanced(1, lease.lastOffset());
        });

        // When
        follower.start();
        sources.reconcile(leases);

        // Then
        follower.join();
        assertThat(opener.said()).containsExactly(ANOTHER.name() + " opened on folder folder");
        assertThat(view.progress(key(ONE)).orElseThrow().position()).isEqualTo(Map.of("number", "1"));
    }

    @Test
    void shouldBeginAnewUnderALeaseThatWasTakenAgain() throws Exception {
        // Given
        define(ONE);
        sources.reconcile(leases);
        producer.fenceProducer();
        step();
        assertThat(lease.isLost()).isTrue();
        var unused = opener.said();

        // When: it is lost, and nothing can be run
        sources.dispatch(steps);
        assertThat(steps).isEmpty();
        sources.stop(Set.of(1));
        knowProgress(ONE, "folder folder", 6);
        takeLeaseAgain();
        sources.unsettle();
        sources.reconcile(leases);
        step();

        // Then
        assertThat(opener.said())
                .containsExactly(
                        ONE.name() + " closed", ONE.name() + " opened on folder folder", ONE.name() + " step 7");
    }
}
