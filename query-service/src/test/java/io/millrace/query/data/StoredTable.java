package io.millrace.query.data;

import io.millrace.model.value.Value;
import io.millrace.query.read.TableSource;
import io.millrace.query.request.TableQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rows of one typed table in memory, each as the values of all its columns. */
public final class StoredTable implements TableSource {
    private final List<List<Value>> rows;

    public StoredTable(List<List<Value>> rows) {
        this.rows = List.copyOf(rows);
    }

    @Override
    public CompletionStage<List<List<Value>>> read(TableQuery query, int limit) {
        int key = query.layout().key().size();
        int given = query.given().size();
        Optional<List<Value>> after = query.after();
        List<List<Value>> found = new ArrayList<>();
        for (List<Value> row : rows) {
            if (row.subList(0, given).equals(query.given())
                    && (after.isEmpty() || compare(query, row.subList(0, key), query.key()) > 0)) {
                found.add(row);
            }
        }
        found.sort(Comparator.comparing(row -> query.codec().clusteringOf(row.subList(1, key))));
        return CompletableFuture.completedStage(List.copyOf(found.subList(0, Math.min(limit, found.size()))));
    }

    private static int compare(TableQuery query, List<Value> left, List<Value> right) {
        return query.codec()
                .clusteringOf(left.subList(1, left.size()))
                .compareTo(query.codec().clusteringOf(right.subList(1, right.size())));
    }
}
