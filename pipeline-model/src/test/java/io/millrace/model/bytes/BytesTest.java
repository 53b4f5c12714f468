package io.millrace.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Writer and reader against Avro's own, and against bytes that nobody wrote. */
class BytesTest {
    private static final DecoderFactory AVRO = DecoderFactory.get();

    /** As many of few bits as of many, and the ends of each varint length. */
    @Provide
    Arbitrary<Long> longs() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs()
                        .flatMap(value -> Arbitraries.integers().between(0, 63).map(shift -> value >> shift)),
                Arbitraries.integers().between(0, 63).map(shift -> 1L << shift),
                Arbitraries.integers().between(0, 63).map(shift -> (1L << shift) - 1));
    }

    @Property
    void shouldWriteWhatAvroWrites(
            @ForAll("longs") long number, @ForAll int small, @ForAll double real, @ForAll @Size(max = 200) byte[] bytes)
            throws IOException {
        // Given
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        BinaryEncoder avro = EncoderFactory.get().binaryEncoder(expected, null);
        avro.writeLong(number);
        avro.writeInt(small);
        avro.writeDouble(real);
        avro.writeBytes(bytes);
        avro.flush();

        // When
        ByteWriter out = new ByteWriter(1);
        out.writeVarLong(number);
        out.writeVarLong(small);
        out.writeDouble(real);
        out.writeLengthPrefixed(bytes);

        // Then
        assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
        ByteReader in = new ByteReader(out.array(), 0, out.length());
        assertThat(in.readVarLong()).isEqualTo(number);
        assertThat(in.readVarInt()).isEqualTo(small);
        assertThat(Double.doubleToRawLongBits(in.readDouble())).isEqualTo(Double.doubleToRawLongBits(real));
        assertThat(in.readLengthPrefixed()).isEqualTo(bytes);
        assertThat(in.remaining()).isZero();
    }

    @Property
    void shouldReadFixedWidthsBack(@ForAll long number, @ForAll int small) {
        ByteWriter out = new ByteWriter();
        out.writeLongBigEndian(number);
        out.writeIntBigEndian(small);
        out.writeUnsigned(number);

        assertThat(out.toByteArray())
                .startsWith(
                        ByteBuffer.allocate(12).putLong(number).putInt(small).array());
        ByteReader in = new ByteReader(out.toByteArray());
        assertThat(in.readLongBigEndian()).isEqualTo(number);
        assertThat(in.readIntBigEndian()).isEqualTo(small);
        assertThat(in.readUnsigned()).isEqualTo(number);
        assertThat(in.remaining()).isZero();
    }

    /** Whatever it reads Avro reads too; what Avro takes and it does not has more than 64 bits. */
    @Property
    void shouldReadNothingThatAvroWouldReadOtherwise(@ForAll @Size(min = 1, max = 12) byte[] bytes) {
        // Given: more continued bytes than chance would bring
        byte[] any = bytes.clone();
        for (int index = 0; index < Math.floorMod(any[0], any.length); index++) {
            any[index] |= (byte) 0x80;
        }

        // When
        ByteReader in = new ByteReader(any);
        Long read = null;
        try {
            read = in.readVarLong();
        } catch (MalformedBytesException e) {
            assertThat(e).hasMessageMatching("needs .*|a varint of more than .*");
        }

        // Then
        BinaryDecoder avro = AVRO.binaryDecoder(any, null);
        if (read != null) {
            long number = read;
            try {
                assertThat(avro.readLong()).isEqualTo(number);
                assertThat(any.length - avro.inputStream().available()).isEqualTo(in.position());
            } catch (IOException e) {
                throw new AssertionError("Avro refuses what was read as " + number, e);
            }
        } else if (any.length < 10) {
            assertThatThrownBy(avro::readLong).isInstanceOf(IOException.class);
        }
    }

    @Property
    void shouldRefuseAnyPartOfWhatWasWritten(@ForAll("longs") long number, @ForAll @Size(max = 20) byte[] bytes) {
        ByteWriter out = new ByteWriter();
        out.writeVarLong(number);
        out.writeLengthPrefixed(bytes);
        out.writeDouble(1.0);

        for (int length = 0; length < out.length(); length++) {
            ByteReader in = new ByteReader(Arrays.copyOf(out.array(), length));
            assertThatThrownBy(() -> {
                        in.readVarLong();
                        in.readLengthPrefixed();
                        in.readDouble();
                    })
                    .isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void shouldRefuseMalformedNumbers() {
        assertMalformed("808080808080808080", ByteReader::readUnsigned);
        assertMalformed("80808080808080808080", ByteReader::readUnsigned);
        assertMalformed("8080808080808080808001", ByteReader::readUnsigned);
        assertMalformed("80808080808080808002", ByteReader::readUnsigned);
        assertMalformed("80808080808080808001", ByteReader::readCount);
        assertMalformed("8080808010", ByteReader::readVarInt);
        assertMalformed("01", ByteReader::readLength);
        assertMalformed("0400", ByteReader::readLength);
        assertMalformed("02", ByteReader::readFlag);
        assertMalformed("FF", ByteReader::readFlag);
        assertMalformed("00000000000000", ByteReader::readLongBigEndian);
        assertThat(new ByteReader(HexFormat.of().parseHex("80808080808080808001")).readUnsigned())
                .isEqualTo(Long.MIN_VALUE);
        assertThat(new ByteReader(HexFormat.of().parseHex("FFFFFFFF0F")).readVarInt())
                .isEqualTo(Integer.MIN_VALUE);
    }

    private static void assertMalformed(String hex, java.util.function.Consumer<ByteReader> read) {
        ByteReader in = new ByteReader(HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> read.accept(in)).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void shouldStayWithinItsSlice() {
        ByteReader in = new ByteReader(new byte[] {1, 2, 3, 4}, 1, 2);

        assertThat(in.readByte()).isEqualTo((byte) 2);
        assertThat(in.remaining()).isEqualTo(1);
        assertThatThrownBy(() -> in.skip(2)).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> in.skip(-1)).isInstanceOf(MalformedBytesException.class);
        in.skip(1);
        assertThatThrownBy(in::readByte).isInstanceOf(MalformedBytesException.class);
        in.reset(new byte[] {9}, 0, 1);
        assertThat(in.readBytes(1)).containsExactly(9);
    }

    @Test
    void shouldForgetWhatItIsToldTo() {
        ByteWriter out = new ByteWriter();
        out.writeBytes(new byte[] {1, 2, 3});
        out.truncate(1);
        out.writeByte(9);

        assertThat(out.toByteArray()).containsExactly(1, 9);
        assertThatThrownBy(() -> out.truncate(3)).isInstanceOf(IllegalArgumentException.class);
        out.reset();
        assertThat(out.length()).isZero();
    }

    @Property
    void shouldComputeInTwoLongsAsInABigInteger(
            @ForAll("longs") long high, @ForAll("longs") long low, @ForAll("longs") long otherHigh) {
        BigInteger number = Integer128.toBigInteger(high, low);
        BigInteger mask = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
        byte[] bytes = number.toByteArray();

        assertThat(number)
                .isEqualTo(BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low))));
        assertThat(Integer128.bitLength(high, low)).isEqualTo(number.bitLength());
        assertThat(Integer128.trailingZeros(high, low))
                .isEqualTo(number.signum() == 0 ? 128 : number.getLowestSetBit());
        assertThat(Integer.signum(Integer128.compare(high, low, otherHigh, high)))
                .isEqualTo(number.compareTo(Integer128.toBigInteger(otherHigh, high)));
        for (int bits = 0; bits < 128; bits++) {
            assertThat(Integer128.toBigInteger(
                            Integer128.shiftRightHigh(high, bits), Integer128.shiftRightLow(high, low, bits)))
                    .isEqualTo(number.shiftRight(bits));
            assertThat(Integer128.toBigInteger(
                                    Integer128.shiftLeftHigh(high, low, bits), Integer128.shiftLeftLow(low, bits))
                            .and(mask))
                    .isEqualTo(number.shiftLeft(bits).and(mask));
        }
        ByteWriter out = new ByteWriter();
        Integer128.write(high, low, out);
        assertThat(new ByteReader(out.toByteArray()).readLengthPrefixed()).isEqualTo(bytes);
        assertThat(Integer128.surplus(bytes, 0, bytes.length)).isZero();
        assertThat(Integer128.highOf(bytes, 0, bytes.length)).isEqualTo(high);
        assertThat(Integer128.lowOf(bytes, 0, bytes.length)).isEqualTo(low);
    }

    @Test
    void shouldDropBytesThatOnlyRepeatTheSign() {
        byte[] minusTwo = new byte[19];
        Arrays.fill(minusTwo, (byte) 0xFF);
        minusTwo[18] = (byte) 0xFE;
        byte[] tooGreat = new byte[17];
        tooGreat[1] = (byte) 0x80;

        assertThat(Integer128.surplus(minusTwo, 0, 19)).isEqualTo(3);
        assertThatThrownBy(() -> Integer128.surplus(tooGreat, 0, 17)).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> Integer128.surplus(tooGreat, 0, 0)).isInstanceOf(MalformedBytesException.class);
    }
}
