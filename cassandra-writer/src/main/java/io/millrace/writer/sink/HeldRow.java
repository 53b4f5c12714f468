package io.millrace.writer.sink;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A row that is not yet durable, with the records that wait for it. Mutable, guarded by the {@link RowWriter}. */
final class HeldRow<R> {
    private final Lane lane;
    private final List<Lane.Ticket> tickets = new ArrayList<>(1);
    private RowReader.Usable<R> content;
    private ConsumerRecord<byte[], byte[]> record;

    HeldRow(Lane lane, Lane.Ticket ticket, RowReader.Usable<R> content, ConsumerRecord<byte[], byte[]> record) {
        this.lane = lane;
        this.content = content;
        this.record = record;
        tickets.add(ticket);
    }

    /** Takes in another record of the same row: the greater revision is what will be written, and makes both durable. */
    void merge(HeldRow<R> other) {
        tickets.addAll(other.tickets);
        if (other.content.revision() >= content.revision()) {
            content = other.content;
            record = other.record;
        }
    }

    void durable() {
        tickets.forEach(Lane.Ticket::durable);
    }

    Lane lane() {
        return lane;
    }

    RowReader.Usable<R> content() {
        return content;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    int records() {
        return tickets.size();
    }

    int bytes() {
        return content.bytes();
    }
}
