package io.millrace.stream.partial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import org.junit.jupiter.api.Test;

final class TimeReportTest {
    @Test
    void shouldReadWhatItWrote() {
        // Given
        TimeReport.Entry first = new TimeReport.Entry("acme", "gpon", -5, false);
        TimeReport.Entry second = new TimeReport.Entry("zeta", "x", Long.MAX_VALUE, true);
        ByteWriter out = new ByteWriter();
        TimeReport.writeHeader(17, 3, out);
        TimeReport.write(first, out);
        TimeReport.write(second, out);

        // When
        ByteReader in = new ByteReader(out.toByteArray());
        TimeReport.requireFormat(in);

        // Then
        assertThat(in.readVarLong()).isEqualTo(17);
        assertThat(in.readVarInt()).isEqualTo(3);
        assertThat(TimeReport.read(in)).isEqualTo(first);
        assertThat(TimeReport.read(in)).isEqualTo(second);
        assertThat(in.remaining()).isZero();
    }
}
