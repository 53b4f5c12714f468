package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.rollup.RollupRow;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of an answer that comes in pages. Not thread-safe: each step follows upon the one before. */
final class Pages {
    private final Function<Row, List<RollupRow>> mapping;
    private AsyncResultSet page;
    private Iterator<RollupRow> mapped = Collections.emptyIterator();
    private @Nullable RollupRow head;

    /**
     * @param mapping the rows that one of Cassandra holds, in their order
     */
    Pages(AsyncResultSet first, Function<Row, List<RollupRow>> mapping) {
        page = first;
        this.mapping = mapping;
    }

    /** Hands over all rows. */
    static CompletionStage<Void> drain(Pages pages, Consumer<RollupRow> receiver) {
        for (RollupRow row = pages.peek(); row != null; row = pages.peek()) {
            receiver.accept(pages.take(row));
        }
        return pages.page.hasMorePages()
                ? pages.turn().thenCompose(turned -> drain(pages, receiver))
                : CompletableFuture.completedStage(null);
    }

    /** Hands over the rows of both, in their order, as long as it is known which is next. */
    static CompletionStage<Void> drain(Pages one, Pages other, Consumer<RollupRow> receiver) {
        while (true) {
            RollupRow first = one.peek();
            RollupRow second = other.peek();
            if (first == null && one.page.hasMorePages()) {
                return one.turn().thenCompose(turned -> drain(one, other, receiver));
            }
            if (second == null && other.page.hasMorePages()) {
                return other.turn().thenCompose(turned -> drain(one, other, receiver));
            }
            if (first == null) {
                return drain(other, receiver);
            }
            if (second == null) {
                return drain(one, receiver);
            }
            boolean isFirst = InOrder.ORDER.compare(first, second) <= 0;
            receiver.accept(isFirst ? one.take(first) : other.take(second));
        }
    }

    /** The next row of this page. */
    private @Nullable RollupRow peek() {
        while (head == null) {
            if (mapped.hasNext()) {
                head = mapped.next();
                continue;
            }
            Row row = page.one();
            if (row == null) {
                return null;
            }
            mapped = mapping.apply(row).iterator();
        }
        return head;
    }

    private RollupRow take(RollupRow peeked) {
        head = null;
        return peeked;
    }

    private CompletionStage<Void> turn() {
        return page.fetchNextPage().thenAccept(next -> page = next);
    }
}
