package io.millrace.kafka.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.lookup.LookupTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Cuts the bytes of a table so that each piece fits a record, and puts them together again. */
public final class LookupChunks {
    /** Of a chunk, at most: well below what a record may take. */
    public static final int MAX_BYTES = 512 << 10;

    private LookupChunks() {}

    public static List<byte[]> cut(byte[] encoded) {
        List<byte[]> chunks = new ArrayList<>();
        for (int start = 0; start < encoded.length; start += MAX_BYTES) {
            chunks.add(Arrays.copyOfRange(encoded, start, Math.min(encoded.length, start + MAX_BYTES)));
        }
        return chunks;
    }

    /**
     * @param chunks in their order
     * @throws IllegalArgumentException if they are not those of the version
     */
    static LookupTable join(LookupVersionRecord version, Iterable<byte[]> chunks) {
        byte[] encoded = new byte[version.bytes()];
        int length = 0;
        for (byte[] chunk : chunks) {
            if (length + chunk.length > encoded.length) {
                throw new IllegalArgumentException("more bytes than " + encoded.length);
            }
            System.arraycopy(chunk, 0, encoded, length, chunk.length);
            length += chunk.length;
        }
        if (length != encoded.length || !fingerprint(encoded).equals(version.fingerprint())) {
            throw new IllegalArgumentException(length + " bytes of " + encoded.length + ", or not those that were put");
        }
        return LookupTable.decode(encoded);
    }

    /** SHA-256, in hexadecimal digits. */
    public static String fingerprint(byte[] encoded) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
