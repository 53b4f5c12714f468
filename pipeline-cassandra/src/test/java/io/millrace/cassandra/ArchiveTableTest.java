package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArchiveTableTest {
    private static final long HOUR = 3_600_000;

    @Test
    void shouldPutAnHourOfEventTimeIntoABucket() {
        assertThat(ArchiveTable.bucketOf(0)).isZero();
        assertThat(ArchiveTable.bucketOf(HOUR - 1)).isZero();
        assertThat(ArchiveTable.bucketOf(HOUR)).isEqualTo(1);
        assertThat(ArchiveTable.bucketOf(-1)).isEqualTo(-1);
    }
}
