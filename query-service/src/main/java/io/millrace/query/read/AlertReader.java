package io.millrace.query.read;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.request.AlertQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a page of alerts. All alerts of the pipelines asked for are looked at, and only those of the page are held. Thread-safe. */
public final class AlertReader {
    private final AlertSource source;
    private final ReadLimits limits;

    public AlertReader(AlertSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * The alerts of the page, in order, and one more if there is a next page.
     *
     * @throws RowsUnavailableException if they can't be read now
     */
    public List<AlertRow> read(AlertQuery query) {
        Newest newest = new Newest(query);
        List<String> pipelines = query.pipelines();
        for (int from = 0; from < pipelines.size(); from += limits.inFlight()) {
            List<String> round = pipelines.subList(from, Math.min(from + limits.inFlight(), pipelines.size()));
            await(CompletableFuture.allOf(round.stream()
                    .map(pipeline -> source.read(query.tenant(), pipeline, query.alert(), newest::take)
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
        }
        return newest.inOrder();
    }

    private void await(CompletableFuture<Void> all) {
        try {
            all.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RowsUnavailableException("interrupted while reading", interrupted);
        } catch (TimeoutException late) {
            throw new RowsUnavailableException("no answer within " + limits.patience(), late);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("reading alerts failed", failure.getCause());
        }
    }

    private static final class Newest {
        private final AlertQuery query;
        private final PriorityQueue<AlertRow> oldestOnTop = new PriorityQueue<>(AlertQuery.ORDER.reversed());

        Newest(AlertQuery query) {
            this.query = query;
        }

        synchronized void take(AlertRow row) {
            if (query.wants(row)) {
                oldestOnTop.add(row);
                if (oldestOnTop.size() > query.limit() + 1) {
                    oldestOnTop.remove();
                }
            }
        }

        synchronized List<AlertRow> inOrder() {
            List<AlertRow> rows = new ArrayList<>(oldestOnTop);
            rows.sort(AlertQuery.ORDER);
            return rows;
        }
    }
}
