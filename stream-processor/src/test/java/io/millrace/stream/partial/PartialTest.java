package io.millrace.stream.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import org.junit.jupiter.api.Test;

final class PartialTest {
    private static final Partial.Target TARGET = new Partial.Target("acme", "gpon", "province_5m", Integer.MAX_VALUE);

    @Test
    void shouldReadTheTargetAndStopAtTheGroup() {
        // Given
        ByteWriter key = new ByteWriter();
        Partial.writeTarget(TARGET, key);
        key.writeBytes(new byte[] {7, 8, 9});
        ByteReader in = new ByteReader(key.toByteArray());
        // When
        Partial.Target target = Partial.readTarget(in);
        // Then
        assertThat(target).isEqualTo(TARGET);
        assertThat(in.readBytes(in.remaining())).containsExactly(7, 8, 9);
    }

    @Test
    void shouldReadTheHeaderAndStopAtTheState() {
        // Given
        ByteWriter value = new ByteWriter();
        Partial.writeWindow(42, Long.MIN_VALUE, value);
        value.writeByte(5);
        ByteReader in = new ByteReader(value.toByteArray());
        // When
        byte kind = Partial.readKind(in);
        // Then
        assertThat(kind).isEqualTo(Partial.WINDOW);
        assertThat(in.readVarLong()).isEqualTo(42);
        assertThat(in.readVarLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.remaining()).isEqualTo(1);
    }

    @Test
    void shouldKeepTargetsApartWhoseNamesRunTogether() {
        // Given
        ByteWriter one = new ByteWriter();
        ByteWriter other = new ByteWriter();
        // When
        Partial.writeTarget(new Partial.Target("a", "bc", "d", 1), one);
        Partial.writeTarget(new Partial.Target("ab", "c", "d", 1), other);
        // Then
        assertThat(one.toByteArray()).isNotEqualTo(other.toByteArray());
    }

    @Test
    void shouldRefuseAnotherFormat() {
        // Given
        ByteReader in = new ByteReader(new byte[] {9, 0, 0});
        // When / Then
        assertThatThrownBy(() -> Partial.readTarget(in))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("format 9");
    }
}
