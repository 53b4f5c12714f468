package io.millrace.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventId;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableRow;
import io.millrace.model.window.TimeInterval;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RecordSerdeTest {
    private static final Instant AT = Instant.parse("2019-08-01T03:38:33.123Z");

    @Test
    void shouldBringBackARollupRow() {
        // Given
        RollupRow.Key key = new RollupRow.Key(
                new RollupRow.Partition("acme", "gpon", "province_5m", 3, -17, 2),
                new GroupKey(new byte[] {1, 'H', 0, 0}),
                -300_000,
                4);
        RollupRecords.Content content =
                new RollupRecords.Content(0, 7, "{\"avg_in\":1.5}", new byte[] {1, 2, 3}, Long.MAX_VALUE);

        // When
        RollupRow.Key sameKey = roundTrip(new RollupRecords.KeyFormat(), key);
        RollupRecords.Content sameContent = roundTrip(new RollupRecords.ValueFormat(), content);

        // Then
        assertThat(sameKey).isEqualTo(key);
        assertThat(sameContent).usingRecursiveComparison().isEqualTo(content);
    }

    @Test
    void shouldBringBackARowOfATypedTable() {
        // Given
        TableRow.Key key = new TableRow.Key(
                "acme", "by_device", new GroupKey(new byte[] {1, 'a', 0, 0}), new GroupKey(new byte[0]));
        TableRecords.Content content = new TableRecords.Content(
                "readings",
                3,
                "device string;speed long",
                new RowVersion(-5, EventId.fresh(1, 2, 3)),
                new GroupKey(new byte[] {0}));

        // When, Then
        assertThat(roundTrip(new TableRecords.KeyFormat(), key)).isEqualTo(key);
        assertThat(roundTrip(new TableRecords.ValueFormat(), content)).isEqualTo(content);
    }

    @Test
    void shouldBringBackADeadLetterWithAndWithoutItsOptionalParts() {
        // Given
        DeadLetter full = deadLetter(Optional.of("speed_in"), Optional.of("A, B"));
        DeadLetter bare = deadLetter(Optional.empty(), Optional.empty());

        // When
        DeadLetter sameFull = roundTrip(new DeadLetter.Format(), full);
        DeadLetter sameBare = roundTrip(new DeadLetter.Format(), bare);

        // Then
        assertThat(sameFull).usingRecursiveComparison().isEqualTo(full);
        assertThat(sameBare).usingRecursiveComparison().isEqualTo(bare);
    }

    @Test
    void shouldBringBackWhatIsKnownOfASource() {
        // Given
        SourceProgressRecord bare = new SourceProgressRecord(
                "folder a", Map.of(), 0, 0, 0, Optional.empty(), Optional.empty(), OptionalLong.empty(), AT, List.of());
        SourceProgressRecord full = new SourceProgressRecord(
                "topic b",
                Map.of("0", "7", "1", "9"),
                5,
                2,
                1,
                Optional.of("no"),
                Optional.of(AT),
                OptionalLong.of(0),
                AT,
                List.of(
                        new SourceProgressRecord.Run(2, "x", AT, Optional.empty(), 1, 0, Optional.empty()),
                        new SourceProgressRecord.Run(1, "y", AT, Optional.of(AT), 4, 2, Optional.of("gone"))));
        SourceControlRecord asked = new SourceControlRecord(true, Optional.of(AT));

        // Then
        assertThat(roundTrip(new SourceProgressRecord.Format(), bare)).isEqualTo(bare);
        assertThat(roundTrip(new SourceProgressRecord.Format(), full)).isEqualTo(full);
        assertThat(roundTrip(new SourceControlRecord.Format(), asked)).isEqualTo(asked);
        assertThat(roundTrip(new SourceControlRecord.Format(), SourceControlRecord.NONE))
                .isEqualTo(SourceControlRecord.NONE);
    }

    @Test
    void shouldBringBackATenantAndItsKeys() {
        // Given
        TenantRecord bare = new TenantRecord("acme", AT, TenantRecord.Quotas.UNSET);
        TenantRecord bounded = bare.withQuotas(
                new TenantRecord.Quotas(OptionalLong.of(1_000), OptionalLong.of(1L << 40), OptionalInt.of(5)));
        ApiKeyRecord key = new ApiKeyRecord(
                "0a1b", "acme", Set.of(Scope.INGEST, Scope.QUERY), "ab".repeat(32), "", AT, Optional.empty());

        // Then
        assertThat(roundTrip(new TenantRecord.Format(), bare)).isEqualTo(bare);
        assertThat(roundTrip(new TenantRecord.Format(), bounded)).isEqualTo(bounded);
        assertThat(roundTrip(new ApiKeyRecord.Format(), key)).isEqualTo(key);
        assertThat(roundTrip(new ApiKeyRecord.Format(), key.revoked(AT))).isEqualTo(key.revoked(AT));
        assertThat(key.revoked(AT).isRevoked()).isTrue();
    }

    @Test
    void shouldBringBackAnAct() {
        AuditRecord act = new AuditRecord(
                AT, "key 0a1b", "put-pipeline", "acme", "/v1/tenants/acme/pipelines/gpon", "127.0.0.1", 201);

        assertThat(roundTrip(new AuditRecord.Format(), act)).isEqualTo(act);
    }

    @Test
    void shouldTellTenantsFromKeysInTheirTopic() {
        TenantRecord tenant = new TenantRecord("acme", AT, TenantRecord.Quotas.UNSET);
        ApiKeyRecord key = new ApiKeyRecord("0a1b", "acme", Set.of(Scope.ADMIN), "00", "label", AT, Optional.empty());

        assertThat(TenantRecord.tenantOf(tenant.key())).contains("acme");
        assertThat(TenantRecord.tenantOf(key.key())).isEmpty();
        assertThat(ApiKeyRecord.idOf(key.key())).contains("0a1b");
        assertThat(ApiKeyRecord.idOf(tenant.key())).isEmpty();
    }

    @Test
    void shouldBringBackARunThatEnded() {
        // Given
        SourceKey source = new SourceKey("acme", "gpon", "poll");
        var well = new SourceProgressRecord.Run(7, "x", AT, Optional.of(AT.plusMillis(5)), 4, 2, Optional.empty());
        var badly = new SourceProgressRecord.Run(8, "x", AT, Optional.of(AT.plusMillis(5)), 0, 0, Optional.of("gone"));
        // When, Then
        for (SourceProgressRecord.Run run : List.of(well, badly)) {
            SourceRunRecord ended = SourceRunRecord.of(source, run).orElseThrow();
            assertThat(roundTrip(new SourceRunRecord.Format(), ended)).isEqualTo(ended);
        }
    }

    @Test
    void shouldTellRunsApartByTheirStartAndNumber() {
        // Given
        SourceKey source = new SourceKey("acme", "gpon", "poll");
        var run = new SourceProgressRecord.Run(7, "x", AT, Optional.of(AT), 4, 2, Optional.empty());
        var again = new SourceProgressRecord.Run(7, "x", AT.plusMillis(1), Optional.of(AT), 4, 2, Optional.empty());
        var goesOn = new SourceProgressRecord.Run(7, "x", AT, Optional.empty(), 4, 2, Optional.empty());
        // Then
        assertThat(SourceRunRecord.of(source, run).orElseThrow().key())
                .asString()
                .isEqualTo("acme/gpon/poll/" + AT.toEpochMilli() + "/7");
        assertThat(SourceRunRecord.of(source, again).orElseThrow().key())
                .isNotEqualTo(SourceRunRecord.of(source, run).orElseThrow().key());
        assertThat(SourceRunRecord.of(source, goesOn)).isEmpty();
    }

    @Test
    void shouldTellTheKeysOfASourceApart() {
        SourceKey key = new SourceKey("acme", "gpon", "control");

        assertThat(SourceKey.parse(key.text())).isEqualTo(key);
        assertThat(SourceKey.parse(key.controlText())).isEqualTo(key);
        assertThat(SourceKey.isControl(key.text())).isFalse();
        assertThat(SourceKey.isControl(key.controlText())).isTrue();
        assertThat(key.partition(4)).isBetween(0, 3);
        assertThatThrownBy(() -> SourceKey.parse("acme/gpon")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBringBackAPipeline() {
        // Given
        PipelineRecord pipeline = new PipelineRecord(
                "acme",
                "gpon",
                List.of(
                        new PipelineRecord.Version(1, "a: 1", "f1", 7, AT),
                        new PipelineRecord.Version(2, "a: 2", "f2", 8, AT.plusSeconds(1), 17)),
                List.of(
                        PipelineRecord.Generation.first("province_5m", new RollupLayout(3_600_000, 4), AT)
                                .serving(new TimeInterval(Long.MIN_VALUE, 600_000)),
                        new PipelineRecord.Generation(
                                "province_5m",
                                2,
                                2,
                                new RollupLayout(3_600_000, 4),
                                new TimeInterval(600_000, Long.MAX_VALUE),
                                600_000,
                                AT)),
                List.of(new PipelineRecord.Feed(
                        "province_5m",
                        1_000_001,
                        2,
                        new RollupLayout(3_600_000, 4),
                        new TimeInterval(0, 600_000),
                        17,
                        new UUID(3, 4),
                        AT)),
                true,
                Optional.of(new PipelineRecord.Purge(new UUID(5, 6), AT)),
                new PipelineRecord.Past(2, List.of(3, 5)));

        // When
        PipelineRecord same = roundTrip(new PipelineFormat(), pipeline);

        // Then
        assertThat(same).isEqualTo(pipeline);
        assertThat(same.current().version()).isEqualTo(2);
        assertThat(same.asDeleted().feeds()).isEmpty();
    }

    /** As it was before there were feeds. */
    @Test
    void shouldReadAPipelineOfAFormerSchema() throws Exception {
        // Given
        PipelineFormat format = new PipelineFormat();
        PipelineRecord pipeline = new PipelineRecord(
                "acme", "gpon", List.of(new PipelineRecord.Version(1, "a: 1", "f1", 7, AT)), List.of());
        Schema former = Schema.createRecord(
                "Pipeline",
                null,
                "millrace",
                false,
                format.schema().getFields().stream()
                        .filter(field -> !field.name().equals("feeds"))
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
        GenericRecord written = new GenericData.Record(former);
        GenericRecord avro = format.toAvro(pipeline);
        former.getFields().forEach(field -> written.put(field.name(), avro.get(field.name())));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(former).write(written, encoder);

        // When
        GenericRecord read = new GenericDatumReader<GenericRecord>(former, format.schema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

        // Then
        assertThat(format.fromAvro(read)).isEqualTo(pipeline);
    }

    @Test
    void shouldBringBackACut() {
        CutRecords.Key key = new CutRecords.Key("acme", "gpon", "province_5m", 1_000_001, 3);
        CutRecords.Cut cut = new CutRecords.Cut("events.acme", 1L << 40);

        assertThat(roundTrip(new CutRecords.KeyFormat(), key)).isEqualTo(key);
        assertThat(roundTrip(new CutRecords.ValueFormat(), cut)).isEqualTo(cut);
    }

    @Test
    void shouldRefuseAFeedOfAGenerationOfDefinitions() {
        assertThatThrownBy(() -> new PipelineRecord.Feed(
                        "province_5m", 7, 1, new RollupLayout(1, 1), TimeInterval.ALWAYS, -1, new UUID(3, 4), AT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7");
    }

    @Test
    void shouldBringBackProgress() {
        // Given
        ProgressRecords.Key key = new ProgressRecords.Key("acme", "gpon", 3);
        ProgressRecords.Progress progress = new ProgressRecords.Progress(AT, 10, 2, AT.plusMillis(5));

        // When
        ProgressRecords.Key sameKey = roundTrip(new ProgressRecords.KeyFormat(), key);
        ProgressRecords.Progress same = roundTrip(new ProgressRecords.ValueFormat(), progress);

        // Then
        assertThat(sameKey).isEqualTo(key);
        assertThat(same).isEqualTo(progress);
    }

    @Test
    void shouldBringBackTallies() {
        for (TallyRecords.Kind kind : TallyRecords.Kind.values()) {
            TallyRecords.Key key = new TallyRecords.Key("acme", "gpon", kind, "province_5m", 3);

            assertThat(roundTrip(new TallyRecords.KeyFormat(), key)).isEqualTo(key);
        }
        TallyRecords.Tally tally = new TallyRecords.Tally(1L << 40);

        assertThat(roundTrip(new TallyRecords.ValueFormat(), tally)).isEqualTo(tally);
    }

    @Test
    void shouldRefuseBytesWithoutASchemaHeader() {
        // Given
        RecordSerde<ProgressRecords.Key> serde = RecordSerde.withoutRegistry(new ProgressRecords.KeyFormat(), 5);

        // When / Then
        assertThatThrownBy(() -> serde.deserialize(new byte[] {9, 0, 0, 0, 5, 1}))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> serde.deserialize(new byte[] {0, 0, 0})).isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldRefuseBytesThatEndTooSoon() {
        // Given
        RecordSerde<ProgressRecords.Key> serde = RecordSerde.withoutRegistry(new ProgressRecords.KeyFormat(), 5);
        byte[] bytes = serde.serialize(new ProgressRecords.Key("acme", "gpon", 3));

        // When / Then
        assertThatThrownBy(() -> serde.deserialize(java.util.Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("ProgressKey");
    }

    private static DeadLetter deadLetter(Optional<String> field, Optional<String> header) {
        return new DeadLetter(
                new UUID(1, 2),
                "acme",
                "gpon",
                AT,
                "ingest",
                "not-a-number",
                field,
                "n/a is not a number",
                "request 1",
                3,
                5,
                "text/csv",
                header,
                new byte[] {0, -1, 13},
                false,
                header.map(present -> EventId.of(new UUID(0x8000L, 0x8000000000000000L))),
                field.map(present -> new CsvDialect(';', header.map(line -> '\''), List.of())));
    }

    private static <T> T roundTrip(RecordFormat<T> format, T value) {
        RecordSerde<T> serde = RecordSerde.withoutRegistry(format, 42);
        return serde.deserialize(serde.serialize(value));
    }
}
