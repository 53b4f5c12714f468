package io.millrace.query.read;

import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.query.request.DeadLetterQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Reads dead letters day by day, the latest first. Thread-safe. */
public final class DeadLetterReader {
    /** More than this are not counted one by one. */
    static final int MOST_COUNTED = 200_000;

    private final DeadLetterSource source;
    private final ReadLimits limits;

    public DeadLetterReader(DeadLetterSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * A page.
     *
     * @param next the cursor of the next page
     */
    public record Page(List<DeadLetterRow> letters, Optional<String> next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    /**
     * @throws RowsUnavailableException if they can't be read now
     */
    public Page read(DeadLetterQuery query) {
        Newest newest = new Newest(query);
        long first = DeadLettersTable.bucketOf(query.from());
        long day = DeadLettersTable.bucketOf(query.end().minusMillis(1));
        int days = Math.max(1, limits.partitions() / DeadLettersTable.SHARDS);
        while (day >= first && days > 0 && !newest.isFull()) {
            readDay(query, day, newest::take);
            day--;
            days--;
        }
        List<DeadLetterRow> found = newest.inOrder();
        if (found.size() > query.limit()) {
            List<DeadLetterRow> letters = found.subList(0, query.limit());
            return new Page(letters, Optional.of(query.cursorAfter(letters.get(letters.size() - 1))));
        }
        return new Page(
                found,
                day < first ? Optional.empty() : Optional.of(query.cursorBefore(DeadLettersTable.startOf(day + 1))));
    }

    private void readDay(DeadLetterQuery query, long day, Predicate<DeadLetterRow> receiver) {
        Patience.await(
                CompletableFuture.allOf(IntStream.range(0, DeadLettersTable.SHARDS)
                        .mapToObj(shard -> source.read(
                                        new DeadLettersTable.Partition(query.tenant(), day, shard),
                                        query.from(),
                                        query.end(),
                                        receiver)
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new)),
                limits.patience());
    }

    /**
     * One letter, if it is there.
     *
     * @throws RowsUnavailableException if it can't be read now
     */
    public Optional<DeadLetterSource.Whole> find(String tenant, UUID id) {
        return Patience.await(source.find(tenant, id), limits.patience());
    }

    /**
     * How many letters there are by what is wrong with them.
     *
     * @param complete whether all were counted; else the newest were
     */
    public record Counts(Map<Kind, Count> kinds, boolean complete) {}

    /** What letters have in common. */
    public record Kind(String pipeline, String stage, String code) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byPipeline = pipeline.compareTo(other.pipeline);
            int byStage = stage.compareTo(other.stage);
            return byPipeline != 0 ? byPipeline : byStage != 0 ? byStage : code.compareTo(other.code);
        }
    }

    /**
     * Letters of one kind.
     *
     * @param first when the oldest of them was written
     * @param last when the newest was
     */
    public record Count(long letters, Instant first, Instant last) {
        Count plus(Count other) {
            return new Count(
                    letters + other.letters,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    /**
     * @throws RowsUnavailableException if they can't be read now
     */
    public Counts count(DeadLetterQuery query) {
        Tally tally = new Tally(query);
        long day = DeadLettersTable.bucketOf(query.end().minusMillis(1));
        int days = Math.max(1, limits.partitions() / DeadLettersTable.SHARDS);
        while (day >= DeadLettersTable.bucketOf(query.from()) && days > 0 && !tally.isFull()) {
            readDay(query, day, tally::take);
            day--;
            days--;
        }
        return tally.counts(day < DeadLettersTable.bucketOf(query.from()));
    }

    private static final class Newest {
        private final DeadLetterQuery query;
        private final PriorityQueue<DeadLetterRow> oldestOnTop = new PriorityQueue<>(DeadLetterQuery.ORDER.reversed());

        Newest(DeadLetterQuery query) {
            this.query = query;
        }

        /** Whether a letter that is not newer can still be on the page. */
        synchronized boolean take(DeadLetterRow letter) {
            DeadLetterRow oldest = oldestOnTop.peek();
            if (oldest != null && isFull() && letter.at().isBefore(oldest.at())) {
                return false;
            }
            if (query.wants(letter)) {
                oldestOnTop.add(letter);
                if (oldestOnTop.size() > query.limit() + 1) {
                    oldestOnTop.remove();
                }
            }
            return true;
        }

        synchronized boolean isFull() {
            return oldestOnTop.size() > query.limit();
        }

        synchronized List<DeadLetterRow> inOrder() {
            List<DeadLetterRow> letters = new ArrayList<>(oldestOnTop);
            letters.sort(DeadLetterQuery.ORDER);
            return letters;
        }
    }

    private static final class Tally {
        private final DeadLetterQuery query;
        private final Map<Kind, Count> kinds = new TreeMap<>();
        private int counted;

        Tally(DeadLetterQuery query) {
            this.query = query;
        }

        synchronized boolean take(DeadLetterRow letter) {
            if (isFull()) {
                return false;
            }
            if (query.wants(letter)) {
                counted++;
                kinds.merge(
                        new Kind(letter.pipeline(), letter.stage(), letter.code()),
                        new Count(1, letter.at(), letter.at()),
                        Count::plus);
            }
            return true;
        }

        synchronized boolean isFull() {
            return counted >= MOST_COUNTED;
        }

        synchronized Counts counts(boolean readAll) {
            return new Counts(new TreeMap<>(kinds), readAll && !isFull());
        }
    }
}
