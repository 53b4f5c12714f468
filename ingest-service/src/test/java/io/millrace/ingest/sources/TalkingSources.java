package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.model.format.CsvDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Sources whose every step commits one more number, and that say what becomes of them. */
final class TalkingSources implements SourceOpener {
    static final int PARTITIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final MovingClock clock;
    private final Duration pause;

    /**
     * @param clock that each step moves by two seconds
     * @param pause after a step
     */
    TalkingSources(MovingClock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** A source whose records are in a partition; several in one have different names. */
    static SourceDefinition in(int partition, int number) {
        return in(partition, number, "folder");
    }

    static SourceDefinition in(int partition, int number, String folder) {
        String name = IntStream.iterate(0, next -> next + 1)
                .mapToObj(next -> "source" + next)
                .filter(candidate -> new SourceKey("acme", "speeds", candidate).partition(PARTITIONS) == partition)
                .skip(number)
                .findFirst()
                .orElseThrow();
        return new SourceDefinition.CsvFolder(name, folder, CsvDialect.DEFAULT, Duration.ZERO);
    }

    @Override
    public Source open(SourceKey key, SourceDefinition definition) {
        String name = key.source();
        said.add(name + " opened on " + definition.place());
        return new Source() {
            @Override
            public SourceStep step(Situation situation) {
                Instant now = situation.now();
                SourceProgressRecord progress = situation.progress();
                int next = 1 + Integer.parseInt(progress.position().getOrDefault("number", "0"));
                said.add(name + " step " + next);
                clock.pass(Duration.ofSeconds(2));
                return SourceStep.of(
                        new SourceBatch(),
                        new ProgressChange(progress, now)
                                .position(Map.of("number", Integer.toString(next)))
                                .done(),
                        now.plus(pause));
            }

            @Override
            public void close() {
                said.add(name + " closed");
            }
        };
    }

    /** What was said since it was asked last. */
    List<String> said() {
        List<String> all = new ArrayList<>();
        said.drainTo(all);
        return all;
    }

    /** Waits until something is said. */
    String next() throws InterruptedException {
        String next = said.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing was said within " + PATIENCE);
        }
        return next;
    }
}
