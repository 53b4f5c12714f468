package io.millrace.kafka.lookups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.TryAgainException;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LookupVersionsTest {
    private final KnownLookups known = new KnownLookups();
    private final LookupRows rows = new LookupRows();
    private final RecordSerde<LookupVersionRecord> serde =
            RecordSerde.withoutRegistry(new LookupVersionRecord.Format(), 3);
    private final LookupVersions versions = new LookupVersions(serde, rows);
    private long rowsOffset = -1;

    private static LookupTable table(int rowCount) throws InvalidLookupException {
        StringBuilder csv = new StringBuilder("code,region\n");
        for (int row = 0; row < rowCount; row++) {
            csv.append("code number ")
                    .append(row)
                    .append(",region of ")
                    .append(row)
                    .append('\n');
        }
        return new LookupReader(EventFormat.CSV, ReaderOptions.DEFAULT, LookupLimits.DEFAULT)
                .read(csv.toString().getBytes(StandardCharsets.UTF_8), Optional.empty(), Map.of(), Map.of());
    }

    private LookupVersionRecord record(String tenant, int version, LookupTable table) {
        List<byte[]> chunks = LookupChunks.cut(table.encoded());
        return new LookupVersionRecord(
                tenant,
                "provinces",
                version,
                Long.MIN_VALUE,
                table.shape(),
                table.rows(),
                table.encoded().length,
                chunks.size(),
                rowsOffset + chunks.size(),
                LookupChunks.fingerprint(table.encoded()),
                Instant.EPOCH);
    }

    private void storeRows(LookupVersionRecord record, LookupTable table) {
        List<byte[]> chunks = LookupChunks.cut(table.encoded());
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            rowsOffset++;
            rows.take(new ConsumerRecord<>(
                    "lookups",
                    0,
                    rowsOffset,
                    record.chunkKey(chunk).getBytes(StandardCharsets.UTF_8),
                    chunks.get(chunk)));
        }
        rows.advanced(0, rowsOffset);
    }

    private void take(LookupVersionRecord record, long offset) {
        versions.take(
                new ConsumerRecord<>(
                        "pipelines", 0, offset, record.key().getBytes(StandardCharsets.UTF_8), serde.serialize(record)),
                known);
    }

    @Test
    void shouldPutATableOfManyChunksTogether() throws InvalidLookupException {
        // Given
        LookupTable table = table(100_000);
        LookupVersionRecord record = record("acme", 1, table);
        assertThat(record.chunks()).isGreaterThan(3);
        // When
        storeRows(record, table);
        take(record, 7);
        // Then
        assertThat(known.current("acme", "provinces")).contains(record);
        assertThat(known.table(record).orElseThrow().encoded()).isEqualTo(table.encoded());
        assertThat(known.of("acme").find("provinces").at(0, 7).rows()).isEqualTo(100_000);
    }

    @Test
    void shouldShowNothingOfAVersionBeforeAllOfItIsThere() throws InvalidLookupException {
        // Given
        LookupTable first = table(1);
        LookupVersionRecord before = record("acme", 1, first);
        storeRows(before, first);
        take(before, 7);
        LookupTable second = table(2);
        LookupVersionRecord after = record("acme", 2, second);
        // When
        assertThatThrownBy(() -> take(after, 9)).isInstanceOf(TryAgainException.class);
        // Then
        assertThat(known.of("acme").find("provinces").at(0, Long.MAX_VALUE).rows())
                .isEqualTo(1);
        assertThat(known.versions("acme", "provinces")).containsExactly(before);
        // When
        storeRows(after, second);
        take(after, 9);
        // Then
        assertThat(known.of("acme").find("provinces").at(0, Long.MAX_VALUE).rows())
                .isEqualTo(2);
        assertThat(known.versions("acme", "provinces")).containsExactly(before, after);
    }

    @Test
    void shouldKnowThatRowsCantBeRead() throws InvalidLookupException {
        // Given
        LookupTable table = table(2);
        LookupVersionRecord record = record("acme", 1, table);
        storeRows(record, table(3));
        // When
        take(record, 7);
        // Then
        assertThat(known.current("acme", "provinces")).contains(record);
        assertThat(known.table(record)).isEmpty();
        assertThatThrownBy(() -> known.of("acme").find("provinces").at(0, 7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldForgetAVersionAndNeverGiveItsNumberAgain() throws InvalidLookupException {
        // Given
        LookupTable table = table(2);
        LookupVersionRecord first = record("acme", 1, table);
        LookupVersionRecord second = record("acme", 2, table);
        for (LookupVersionRecord version : List.of(first, second)) {
            storeRows(version, table);
            take(version, 6 + version.version());
        }
        // When
        forget(second);
        // Then
        assertThat(known.versions("acme", "provinces")).containsExactly(first);
        assertThat(known.nextVersion("acme", "provinces")).isEqualTo(3);
        // When
        forget(first);
        // Then
        assertThat(known.all("acme")).isEmpty();
        assertThat(known.of("acme").find("provinces").at(0, Long.MAX_VALUE).rows())
                .isZero();
        assertThat(known.nextVersion("acme", "provinces")).isEqualTo(3);
    }

    private void forget(LookupVersionRecord record) {
        versions.take(
                new ConsumerRecord<>("pipelines", 0, 9, record.key().getBytes(StandardCharsets.UTF_8), null), known);
    }

    @Test
    void shouldKeepTenantsApart() throws InvalidLookupException {
        // Given
        LookupTable table = table(2);
        for (String tenant : List.of("acme", "acme-2", "ac")) {
            LookupVersionRecord record = record(tenant, 1, table);
            storeRows(record, table);
            take(record, 7);
        }
        // Then
        assertThat(known.all("acme")).extracting(LookupVersionRecord::tenant).containsExactly("acme");
        assertThat(known.all("a")).isEmpty();
        assertThat(known.of("none").find("provinces").at(0, 7).rows()).isZero();
    }

    @Test
    void shouldTellTheKeysOfLookupsFromThoseOfPipelines() {
        assertThat(LookupVersionRecord.isKey("acme/provinces/1")).isTrue();
        assertThat(LookupVersionRecord.isKey("acme/provinces")).isFalse();
    }
}
