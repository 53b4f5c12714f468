package io.millrace.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Utf8Test {
    private static boolean isValidByJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    @Property(tries = 20_000)
    void shouldAgreeWithTheJdkOnWhatIsValid(@ForAll("bytes") byte[] bytes) {
        byte[] within = new byte[bytes.length + 2];
        Arrays.fill(within, (byte) 0xFF);
        System.arraycopy(bytes, 0, within, 1, bytes.length);

        assertThat(Utf8.isValid(within, 1, bytes.length)).isEqualTo(isValidByJdk(bytes));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> edges = Arbitraries.of(
                        0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED,
                        0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
                .map(Integer::byteValue);
        Arbitrary<byte[]> some = edges.array(byte[].class).ofMaxSize(5);
        Arbitrary<byte[]> text =
                Arbitraries.strings().ofMaxLength(20).map(value -> value.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> both = Combinators.combine(text, some).as((first, second) -> {
            byte[] all = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, all, first.length, second.length);
            return all;
        });
        return Arbitraries.oneOf(some, text, both);
    }

    @Property(tries = 5000)
    void shouldEncodeAsTheJdkDoesOrRefuse(@ForAll String text) {
        char[] characters = text.toCharArray();
        byte[] target = new byte[characters.length * 3];
        int length = Utf8.encode(characters, 0, characters.length, target);

        boolean valid = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        assertThat(length >= 0).isEqualTo(valid);
        if (valid) {
            assertThat(Arrays.copyOf(target, length)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
