package io.millrace.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEvent;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEventProcessor;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetrics;
import org.apache.kafka.coordinator.common.runtime.CoordinatorMetricsShard;
import org.apache.kafka.coordinator.common.runtime.CoordinatorPlayback;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntimeMetrics;
import org.apache.kafka.coordinator.common.runtime.CoordinatorShard;
import org.apache.kafka.coordinator.common.runtime.CoordinatorShardBuilder;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;
import org.apache.kafka.coordinator.common.runtime.Serializer;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.timeline.SnapshotRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MendedLoadsTest {
    private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);
    private static final CoordinatorLoader.LoadSummary LOADED = new CoordinatorLoader.LoadSummary(0, 7_000, 0, 1, 1);

    private final Loads loads = new Loads();
    private final CoordinatorRuntime<Shard, String> runtime = runtime();

    @BeforeAll
    static void define() throws Exception {
        MendedLoads.define();
    }

    @Test
    void shouldBeReadyWhenItsLoadHasEnded() {
        // Given
        runtime.scheduleLoadOperation(OFFSETS, 2);
        assertThat(runtime.activeCoordinators()).isEmpty();
        // When
        loads.started.removeFirst().complete(LOADED);
        // Then
        assertThat(runtime.activeCoordinators()).containsExactly(OFFSETS);
    }

    @Test
    void shouldNotBeReadyWhenALoadOfAnEarlierElectionEnds() {
        // Given: elected, no longer, and elected again before the first load has ended
        runtime.scheduleLoadOperation(OFFSETS, 2);
        runtime.scheduleUnloadOperation(OFFSETS, OptionalInt.of(3));
        runtime.scheduleLoadOperation(OFFSETS, 4);
        // When
        loads.started.removeFirst().complete(LOADED);
        // Then
        assertThat(runtime.activeCoordinators()).isEmpty();
        loads.started.removeFirst().complete(LOADED);
        assertThat(runtime.activeCoordinators()).containsExactly(OFFSETS);
    }

    @Test
    void shouldNotFailWhenALoadOfAnEarlierElectionFails() {
        // Given
        runtime.scheduleLoadOperation(OFFSETS, 2);
        runtime.scheduleUnloadOperation(OFFSETS, OptionalInt.of(3));
        runtime.scheduleLoadOperation(OFFSETS, 4);
        // When
        loads.started.removeFirst().completeExceptionally(new IllegalStateException("no longer the leader"));
        loads.started.removeFirst().complete(LOADED);
        // Then
        assertThat(runtime.activeCoordinators()).containsExactly(OFFSETS);
    }

    private CoordinatorRuntime<Shard, String> runtime() {
        return new CoordinatorRuntime.Builder<Shard, String>()
                .withLoader(loads)
                .withEventProcessor(new AtOnce())
                .withCoordinatorShardBuilderSupplier(MendedLoadsTest::shards)
                .withTime(Time.SYSTEM)
                .withTimer(idle(Timer.class))
                .withWriteTimeout(Duration.ofSeconds(1))
                .withPartitionWriter(idle(PartitionWriter.class))
                .withCoordinatorRuntimeMetrics(idle(CoordinatorRuntimeMetrics.class))
                .withCoordinatorMetrics(new NoMetrics())
                .withSerializer(MendedLoadsTest.<Serializer<String>>idle(Serializer.class))
                .withAppendLingerMs(OptionalInt.of(0))
                .withExecutorService(idle(ExecutorService.class))
                .withCachedBufferMaxBytesSupplier(() -> 0)
                .build();
    }

    /** One that says "itself" to all that it is given, and builds a shard. */
    private static CoordinatorShardBuilder<Shard, String> shards() {
        return MendedLoadsTest.<CoordinatorShardBuilder<Shard, String>>proxy(
                CoordinatorShardBuilder.class, (builder, method) -> method.equals("build") ? new Shard() : builder);
    }

    /** Of a part that this test has no use for. */
    private static <T> T idle(Class<? super T> type) {
        return MendedLoadsTest.<T>proxy(type, (self, method) -> null);
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<? super T> type, Answer answer) {
        return (T) Proxy.newProxyInstance(
                MendedLoadsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(self, method.getName()));
    }

    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object to(Object self, String method);
    }

    private static final class Loads implements CoordinatorLoader<String> {
        private final Deque<CompletableFuture<LoadSummary>> started = new ArrayDeque<>();

        @Override
        public CompletableFuture<LoadSummary> load(TopicPartition partition, CoordinatorPlayback<String> playback) {
            CompletableFuture<LoadSummary> load = new CompletableFuture<>();
            started.addLast(load);
            return load;
        }

        @Override
        public void close() {}
    }

    private static final class AtOnce implements CoordinatorEventProcessor {
        @Override
        public void enqueueLast(CoordinatorEvent event) {
            event.run();
        }

        @Override
        public void enqueueFirst(CoordinatorEvent event) {
            event.run();
        }

        @Override
        public void close() {}
    }

    private static final class Shard implements CoordinatorShard<String> {
        @Override
        public void replay(long offset, long producerId, short producerEpoch, String value) {}
    }

    private static final class NoMetrics extends CoordinatorMetrics {
        @Override
        public CoordinatorMetricsShard newMetricsShard(SnapshotRegistry snapshots, TopicPartition partition) {
            return idle(CoordinatorMetricsShard.class);
        }

        @Override
        public void activateMetricsShard(CoordinatorMetricsShard shard) {}

        @Override
        public void deactivateMetricsShard(CoordinatorMetricsShard shard) {}

        @Override
        public void onUpdateLastCommittedOffset(TopicPartition partition, long offset) {}
    }
}
