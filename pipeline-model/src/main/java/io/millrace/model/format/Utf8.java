package io.millrace.model.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** UTF-8 without surprises: the JDK replaces what is not valid, we refuse it. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, no overlong forms. */
    static boolean isValid(byte[] bytes, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (position < end) {
            while (end - position >= Long.BYTES && ((long) LONGS.get(bytes, position) & HIGH_BITS) == 0) {
                position += Long.BYTES;
            }
            if (position == end) {
                return true;
            }
            int lead = bytes[position];
            if (lead >= 0) {
                position++;
                continue;
            }
            int size = sequenceLength(lead & 0xFF);
            if (size == 0 || end - position < size || !continues(bytes, position, lead & 0xFF, size)) {
                return false;
            }
            position += size;
        }
        return true;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 2;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 3;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    }

    private static boolean continues(byte[] bytes, int position, int lead, int size) {
        int second = bytes[position + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int greatest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > greatest) {
            return false;
        }
        for (int at = 2; at < size; at++) {
            if ((bytes[position + at] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /**
     * Encodes characters; the target has room for three bytes each.
     *
     * @return the bytes written, or -1 if a surrogate stands alone
     */
    static int encode(char[] characters, int offset, int length, byte[] target) {
        int at = 0;
        for (int position = offset; position < offset + length; position++) {
            char next = characters[position];
            if (next < 0x80) {
                target[at++] = (byte) next;
            } else if (next < 0x800) {
                target[at++] = (byte) (0xC0 | next >> 6);
                target[at++] = (byte) (0x80 | (next & 0x3F));
            } else if (!Character.isSurrogate(next)) {
                target[at++] = (byte) (0xE0 | next >> 12);
                target[at++] = (byte) (0x80 | (next >> 6 & 0x3F));
                target[at++] = (byte) (0x80 | (next & 0x3F));
            } else {
                position++;
                if (position == offset + length || !Character.isSurrogatePair(next, characters[position])) {
                    return -1;
                }
                int codePoint = Character.toCodePoint(next, characters[position]);
                target[at++] = (byte) (0xF0 | codePoint >> 18);
                target[at++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
                target[at++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
                target[at++] = (byte) (0x80 | (codePoint & 0x3F));
            }
        }
        return at;
    }
}
