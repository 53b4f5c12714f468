package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.RowReader.NotYet;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollupReaderTest {
    private static final RollupRow.Partition PARTITION =
            new RollupRow.Partition("acme", "gpon", "province_5m", 2, -7, 3);

    private final RecordSerde<RollupRow.Key> keys = RecordSerde.withoutRegistry(new RollupRecords.KeyFormat(), 1);
    private final RecordSerde<RollupRecords.Content> contents =
            RecordSerde.withoutRegistry(new RollupRecords.ValueFormat(), 2);
    private final RollupReader reader = new RollupReader(keys, contents);

    @Test
    void shouldReadARowWithWhatNamesItsBatchAndItsRevision() {
        // Given
        RollupRow.Key key = key(300_000, 1);
        RollupRecords.Content content = new RollupRecords.Content(600_000, 3, "{\"n\":3}", new byte[] {1, 2}, 17);
        // When
        Reading<RollupChange> reading = reader.read(record(keys.serialize(key), contents.serialize(content)));
        // Then
        Usable<RollupChange> usable = usable(reading);
        assertThat(usable.partition()).isEqualTo(PARTITION);
        assertThat(usable.revision()).isEqualTo(17);
        assertThat(usable.row().key()).isEqualTo(key);
        assertThat(usable.row()).isInstanceOfSatisfying(RollupChange.Write.class, write -> assertThat(
                        write.row().state())
                .containsExactly(1, 2));
        assertThat(usable.origin().tenant()).isEqualTo("acme");
        assertThat(usable.origin().pipeline()).isEqualTo("gpon");
    }

    @Test
    void shouldReadADeletionAsAChangeOfTheSameRow() {
        // Given
        RollupRow.Key key = key(300_000, 1);
        byte[] row = contents.serialize(new RollupRecords.Content(600_000, 3, "{}", new byte[0], 17));
        // When
        Usable<RollupChange> deletion = usable(
                reader.read(record(keys.serialize(key), contents.serialize(RollupRecords.Content.deletion(18)))));
        // Then
        assertThat(deletion.row()).isEqualTo(new RollupChange.Deletion(key, 18));
        assertThat(deletion.revision()).isEqualTo(18);
        assertThat(deletion.partition()).isEqualTo(PARTITION);
        assertThat(deletion.key())
                .isEqualTo(usable(reader.read(record(keys.serialize(key), row))).key());
    }

    @Test
    void shouldGiveEachRowOfAPartitionItsOwnKey() {
        // Given
        RollupRecords.Content content = new RollupRecords.Content(0, 1, "{}", new byte[0], 1);
        // When
        Object first = usable(reader.read(record(keys.serialize(key(0, 0)), contents.serialize(content))))
                .key();
        Object same = usable(reader.read(record(keys.serialize(key(0, 0)), contents.serialize(content))))
                .key();
        Object otherWindow = usable(reader.read(record(keys.serialize(key(1, 0)), contents.serialize(content))))
                .key();
        Object otherPart = usable(reader.read(record(keys.serialize(key(0, 1)), contents.serialize(content))))
                .key();
        // Then
        assertThat(first).isEqualTo(same).isNotEqualTo(otherWindow).isNotEqualTo(otherPart);
    }

    @Test
    void shouldCountTheBytesOfStateAndMeasures() {
        // Given
        byte[] key = keys.serialize(key(0, 0));
        byte[] small = contents.serialize(new RollupRecords.Content(0, 1, "{}", new byte[0], 1));
        byte[] large = contents.serialize(new RollupRecords.Content(0, 1, "{\"n\":1}", new byte[1000], 1));
        // When
        int difference = usable(reader.read(record(key, large))).bytes()
                - usable(reader.read(record(key, small))).bytes();
        // Then
        assertThat(difference).isEqualTo(1005);
    }

    @Test
    void shouldRefuseWhatIsNoRow() {
        // Given
        byte[] key = keys.serialize(key(0, 0));
        // When
        Reading<RollupChange> malformed = reader.read(record(key, new byte[] {1, 2, 3}));
        Reading<RollupChange> empty = reader.read(record(key, null));
        // Then
        assertCode(malformed, "malformed-row");
        assertCode(empty, "malformed-row");
    }

    @Test
    void shouldWaitForARegistryThatDoesNotAnswer() {
        // Given
        byte[] key = keys.serialize(key(0, 0));
        byte[] ofAnotherSchema = RecordSerde.withoutRegistry(new RollupRecords.ValueFormat(), 99)
                .serialize(new RollupRecords.Content(0, 1, "{}", new byte[0], 1));
        // When
        Reading<RollupChange> reading = reader.read(record(key, ofAnotherSchema));
        // Then
        assertThatObject(reading).isInstanceOf(NotYet.class);
    }

    private static void assertCode(Reading<RollupChange> reading, String code) {
        if (!(reading instanceof Unusable<RollupChange> unusable)) {
            throw new AssertionError("not unusable: " + reading);
        }
        assertThat(unusable.code()).isEqualTo(code);
    }

    private static Usable<RollupChange> usable(Reading<RollupChange> reading) {
        if (reading instanceof Usable<RollupChange> usable) {
            return usable;
        }
        throw new AssertionError("not usable: " + reading);
    }

    private static RollupRow.Key key(long windowStart, int part) {
        return new RollupRow.Key(PARTITION, new GroupKey(new byte[] {1, 'H', 0, 0}), windowStart, part);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("rollups", 0, 5, key, value);
    }
}
