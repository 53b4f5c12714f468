package io.millrace.batch.compute;

import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * An event that a row counts, as it stands in its topic.
 *
 * @param time of the event, ms since the epoch
 * @param partition of the events topic
 * @param offset in that partition
 * @param appendTime when the broker appended it, ms since the epoch
 */
public record CountedEvent(long time, EventId id, int partition, long offset, long appendTime)
        implements Comparable<CountedEvent> {
    private static final Comparator<CountedEvent> ORDER = Comparator.comparingLong(CountedEvent::time)
            .thenComparingInt(CountedEvent::partition)
            .thenComparingLong(CountedEvent::offset);

    static CountedEvent of(ArchivedEvent event) {
        return new CountedEvent(event.eventTime(), event.id(), event.partition(), event.offset(), event.appendTime());
    }

    /** By time, then where they stand. */
    @Override
    public int compareTo(CountedEvent other) {
        return ORDER.compare(this, other);
    }

    /** As tasks tell of it. */
    public String line() {
        return time + " " + id + " " + partition + " " + offset + " " + appendTime;
    }

    /** What {@link #line} gave. */
    public static CountedEvent read(String line) {
        String[] fields = line.split(" ", 5);
        return new CountedEvent(
                Long.parseLong(fields[0]),
                EventId.of(UUID.fromString(fields[1])),
                Integer.parseInt(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]));
    }

    /** As a JSON object on one line. */
    public String json() {
        return "{\"time\":\"" + Instant.ofEpochMilli(time) + "\",\"id\":\"" + id + "\",\"partition\":" + partition
                + ",\"offset\":" + offset + ",\"appended\":\"" + Instant.ofEpochMilli(appendTime) + "\"}";
    }

    /** For people. */
    public String text() {
        return Instant.ofEpochMilli(time) + "  " + id + "  partition " + partition + " offset " + offset + "  appended "
                + Instant.ofEpochMilli(appendTime);
    }
}
