package io.millrace.writer.sink;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A table in memory that answers on command, in any order, and keeps the greatest revision of a row as Cassandra does. */
final class TestTable implements BatchExecutor<TestRow> {
    private final List<Request> unanswered = new ArrayList<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Set<String> refusedKeys = new HashSet<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private int mostUnanswered;
    private boolean answersAtOnce;

    record Request(List<TestRow> rows, CompletableFuture<Void> answer) {}

    @Override
    public CompletionStage<?> execute(List<TestRow> rows) {
        Request request = new Request(rows, new CompletableFuture<>());
        unanswered.add(request);
        batchSizes.add(rows.size());
        mostUnanswered = Math.max(mostUnanswered, unanswered.size());
        if (answersAtOnce) {
            answer(unanswered.size() - 1);
        }
        return request.answer();
    }

    void answerAtOnce() {
        answersAtOnce = true;
    }

    /** This row will never be taken. */
    void refuse(String key) {
        refusedKeys.add(key);
    }

    List<Request> unanswered() {
        return unanswered;
    }

    List<Integer> batchSizes() {
        return batchSizes;
    }

    int mostUnanswered() {
        return mostUnanswered;
    }

    /** Key to revision. */
    Map<String, Long> revisions() {
        return revisions;
    }

    /** Writes the batch, or refuses it if it holds a row to refuse. */
    void answer(int index) {
        Request request = unanswered.remove(index);
        if (request.rows().stream().anyMatch(row -> refusedKeys.contains(row.key()))) {
            request.answer().completeExceptionally(new InvalidQueryException(node(), "Key may not be longer"));
            return;
        }
        store(request);
        request.answer().complete(null);
    }

    /** Answers the batch that holds a row. */
    void answerRow(String key) {
        for (int index = 0; index < unanswered.size(); index++) {
            if (unanswered.get(index).rows().stream().anyMatch(row -> row.key().equals(key))) {
                answer(index);
                return;
            }
        }
        throw new IllegalStateException("not in flight: " + key);
    }

    void answerAll() {
        while (!unanswered.isEmpty()) {
            answer(0);
        }
    }

    /**
     * @param written whether Cassandra wrote it all the same, as it may when an answer is lost
     */
    void timeOut(int index, boolean written) {
        Request request = unanswered.remove(index);
        if (written && request.rows().stream().noneMatch(row -> refusedKeys.contains(row.key()))) {
            store(request);
        }
        request.answer().completeExceptionally(new DriverTimeoutException("no answer"));
    }

    private void store(Request request) {
        request.rows().forEach(row -> revisions.merge(row.key(), row.revision(), Math::max));
    }

    /** A coordinator, which failures carry for the log only. */
    static Node node() {
        return (Node) Proxy.newProxyInstance(
                Node.class.getClassLoader(),
                new Class<?>[] {Node.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> "a node";
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
