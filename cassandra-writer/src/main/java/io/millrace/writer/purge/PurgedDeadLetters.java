package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Dead letters and their bytes, found among all of the tenant's. */
record PurgedDeadLetters(DeadLettersTable letters, DeadLetterBytesTable bytes, Deletions deletions)
        implements PurgedTable {
    @Override
    public String name() {
        return "dead letters";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        return purge(pipeline.tenant(), letter -> letter.pipeline().equals(pipeline.name()));
    }

    /** Deletes those of a tenant's letters that are wanted, and says how many. */
    long purge(String tenant, Predicate<DeadLetterRow> wanted) {
        long found = 0;
        for (DeadLettersTable.Partition partition : letters.partitions(tenant)) {
            List<DeadLetterRow> going = new ArrayList<>();
            Deletions.await(() -> letters.read(
                    partition,
                    DeadLettersTable.startOf(partition.bucket()),
                    DeadLettersTable.startOf(partition.bucket() + 1),
                    letter -> {
                        if (wanted.test(letter)) {
                            going.add(letter);
                        }
                        return true;
                    }));
            // The bytes first: they are found by their letter only.
            deletions.execute(going.stream()
                    .map(letter -> bytes.delete(letter.tenant(), letter.id()))
                    .toList());
            List<BoundStatement> statements =
                    going.stream().map(letters::delete).toList();
            deletions.execute(statements);
            found += statements.size();
        }
        return found;
    }
}
