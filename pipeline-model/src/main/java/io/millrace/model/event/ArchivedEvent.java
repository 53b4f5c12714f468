package io.millrace.model.event;

/**
 * An accepted event as the archive keeps it, every copy of it.
 *
 * @param eventTime ms since the epoch
 * @param partition of the events topic, also the archive's shard
 * @param offset in that partition
 * @param appendTime when the broker appended it, ms since the epoch
 * @param payload as in the topic: schema header and Avro
 */
public record ArchivedEvent(
        String tenant,
        String pipeline,
        long eventTime,
        EventId id,
        int partition,
        long offset,
        long appendTime,
        byte[] payload) {}
