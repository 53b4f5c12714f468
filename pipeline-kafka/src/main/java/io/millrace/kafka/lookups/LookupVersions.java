package io.millrace.kafka.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.TryAgainException;
import io.millrace.model.lookup.LookupTable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts versions together: what the topic of definitions says of them, and their rows. */
public record LookupVersions(RecordSerde<LookupVersionRecord> serde, LookupRows rows) {
    private static final Logger LOG = LoggerFactory.getLogger(LookupVersions.class);

    /**
     * Takes in a version, with its rows, or that it is no more. One whose rows can't be read is known to be there: events that need it can't be evaluated.
     *
     * @param record of the topic of definitions
     * @throws TryAgainException if the rows have not all been read yet
     */
    public void take(ConsumerRecord<byte[], byte[]> record, KnownLookups known) {
        if (record.value() == null) {
            String[] key = new String(record.key(), StandardCharsets.UTF_8).split("/", -1);
            known.remove(key[0], key[1], Integer.parseInt(key[2]));
            return;
        }
        LookupVersionRecord version = serde.deserialize(record.value());
        known.put(version, record.offset(), table(version));
    }

    private Optional<LookupTable> table(LookupVersionRecord version) {
        try {
            return Optional.of(rows.take(version));
        } catch (TryAgainException later) {
            throw later;
        } catch (RuntimeException unreadable) {
            // As it should be if the version was removed since: that is read next.
            LOG.warn("the rows of lookup {} can't be read", version.key(), unreadable);
            return Optional.empty();
        }
    }
}
