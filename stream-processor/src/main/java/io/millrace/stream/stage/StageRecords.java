package io.millrace.stream.stage;

import io.millrace.kafka.cuts.CutsLog;
import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.table.TableRow;

/** How the records that leave the topology are written. */
public record StageRecords(
        RecordSerde<RollupRow.Key> rollupKey,
        RecordSerde<RollupRecords.Content> rollup,
        RecordSerde<ProgressRecords.Key> progressKey,
        RecordSerde<ProgressRecords.Progress> progress,
        RecordSerde<CutRecords.Key> cutKey,
        RecordSerde<CutRecords.Cut> cut,
        RecordSerde<DeadLetter> deadLetter,
        RecordSerde<AlertRow.Key> alertKey,
        RecordSerde<AlertRecords.Content> alert,
        RecordSerde<TableRow.Key> tableKey,
        RecordSerde<TableRecords.Content> table,
        RecordSerde<TallyRecords.Key> tallyKey,
        RecordSerde<TallyRecords.Tally> tally) {

    /**
     * Registers their schemas.
     *
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry can't say their ids
     */
    public static StageRecords register(Topics topics, SchemaRegistry registry) {
        String rollups = topics.rollups().name();
        String alerts = topics.alerts().name();
        String tables = topics.tables().name();
        String progress = topics.progress().name();
        String tallies = topics.tallies().name();
        return new StageRecords(
                RecordSerde.register(new RollupRecords.KeyFormat(), rollups + "-key", registry),
                RecordSerde.register(new RollupRecords.ValueFormat(), rollups + "-value", registry),
                RecordSerde.register(new ProgressRecords.KeyFormat(), progress + "-key", registry),
                RecordSerde.register(new ProgressRecords.ValueFormat(), progress + "-value", registry),
                CutsLog.keySerde(registry),
                CutsLog.valueSerde(registry),
                RecordSerde.register(
                        new DeadLetter.Format(), topics.deadLetters().name() + "-value", registry),
                RecordSerde.register(new AlertRecords.KeyFormat(), alerts + "-key", registry),
                RecordSerde.register(new AlertRecords.ValueFormat(), alerts + "-value", registry),
                RecordSerde.register(new TableRecords.KeyFormat(), tables + "-key", registry),
                RecordSerde.register(new TableRecords.ValueFormat(), tables + "-value", registry),
                RecordSerde.register(new TallyRecords.KeyFormat(), tallies + "-key", registry),
                RecordSerde.register(new TallyRecords.ValueFormat(), tallies + "-value", registry));
    }
}
