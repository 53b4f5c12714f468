package io.millrace.ingest.sources;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How a source's progress is written, and the runs that it ended.
 *
 * @param runsTopic where runs go, with as many partitions as the topic of sources
 */
public record SourceRecords(
        RecordSerde<SourceProgressRecord> progress, TopicDeclaration runsTopic, RecordSerde<SourceRunRecord> runs) {
    /**
     * The runs that ended between two progresses of a source, one following the other. Written in the transaction that the later one is written in, each run
     * is told once: a step that is lost ends no run, and one that is committed is not taken again.
     */
    List<ProducerRecord<byte[], byte[]>> endedRuns(
            SourceKey source, SourceProgressRecord before, SourceProgressRecord after) {
        Set<RunKey> known = before.runs().stream()
                .filter(run -> run.endedAt().isPresent())
                .map(RunKey::of)
                .collect(Collectors.toSet());
        int partition = source.partition(runsTopic.partitions());
        return after.runs().stream()
                .filter(run -> !known.contains(RunKey.of(run)))
                .flatMap(run -> SourceRunRecord.of(source, run).stream())
                .map(run -> new ProducerRecord<>(runsTopic.name(), partition, run.key(), runs.serialize(run)))
                .toList();
    }

    private record RunKey(long number, long startedAt) {
        static RunKey of(SourceProgressRecord.Run run) {
            return new RunKey(run.number(), run.startedAt().toEpochMilli());
        }
    }
}
