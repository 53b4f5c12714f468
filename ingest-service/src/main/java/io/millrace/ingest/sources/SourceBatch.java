package io.millrace.ingest.sources;

import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.intake.Outbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Collects what a step sends. Not thread-safe. */
public final class SourceBatch implements Outbox {
    /** An open transaction holds back all who read the tenant's events, so it must be over soon. */
    private static final int MOST_RECORDS = 5_000;

    private static final long MOST_BYTES = 4L << 20;

    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private long accepted;
    private long rejected;
    private long unknownFields;
    private long bytes;

    @Override
    public void send(ProducerRecord<byte[], byte[]> record, long index, Kind kind) {
        records.add(record);
        bytes += record.value().length;
        switch (kind) {
            case EVENT -> accepted++;
            case DEAD_LETTER -> rejected++;
            case REST -> {}
        }
    }

    @Override
    public void ignored(long fields) {
        unknownFields += fields;
    }

    /** Whether the step should end with what it has. */
    public boolean isFull() {
        return records.size() >= MOST_RECORDS || bytes >= MOST_BYTES;
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return Collections.unmodifiableList(records);
    }

    /** Events. */
    public long accepted() {
        return accepted;
    }

    /** Dead letters of records. */
    public long rejected() {
        return rejected;
    }

    /** What it comes to; bytes are those of all values. */
    IntakeMetrics.Taken taken() {
        return new IntakeMetrics.Taken(accepted, rejected, unknownFields, bytes);
    }
}
