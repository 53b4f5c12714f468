package io.millrace.query.request;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.rollup.GroupKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What {@code cursor} holds: where the page before ended, and what it is a page of. Opaque to users, base64url. Its checksum is
 * against mistakes, not against malice: a cursor gives nobody anything that its other parameters would not.
 *
 * @param generation the generation that the pages are read from
 * @param parameters fingerprint of all other parameters
 */
record Cursor(int generation, String parameters, Position position) {
    private static final int VERSION = 1;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int FINGERPRINT_LENGTH = 12;

    /** Any number of texts to a short one; different texts have different fingerprints. */
    static String fingerprint(String... texts) {
        ByteWriter out = new ByteWriter(256);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeVarLong(utf8.length);
            out.writeBytes(utf8, 0, utf8.length);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(sha256(out.toByteArray()), FINGERPRINT_LENGTH));
    }

    String encode() {
        ByteWriter out = new ByteWriter(64);
        out.writeByte(VERSION);
        out.writeVarLong(generation);
        byte[] fingerprint = parameters.getBytes(StandardCharsets.US_ASCII);
        out.writeVarLong(fingerprint.length);
        out.writeBytes(fingerprint, 0, fingerprint.length);
        out.writeVarLong(position.windowStart());
        if (position.group().isPresent()) {
            byte[] group = position.group().get().bytes();
            out.writeVarLong(group.length);
            out.writeBytes(group, 0, group.length);
        } else {
            out.writeVarLong(-1);
        }
        byte[] content = out.toByteArray();
        out.writeBytes(sha256(content), 0, CHECKSUM_LENGTH);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /**
     * @throws IllegalArgumentException if it is no cursor that {@link #encode} gave
     */
    static Cursor decode(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        int length = bytes.length - CHECKSUM_LENGTH;
        // Base64 ignores the last bits of a text, so that two texts can mean the same bytes; one of them is ours.
        if (length < 1
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(text)) {
            throw new IllegalArgumentException("not a cursor");
        }
        byte[] checksum = Arrays.copyOf(sha256(Arrays.copyOf(bytes, length)), CHECKSUM_LENGTH);
        if (!Arrays.equals(checksum, Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new IllegalArgumentException("a cursor that was changed or cut");
        }
        try {
            return read(new ByteReader(bytes, 0, length));
        } catch (MalformedBytesException malformed) {
            throw new IllegalArgumentException("not a cursor", malformed);
        }
    }

    private static Cursor read(ByteReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("a cursor of version " + version);
        }
        int generation = in.readVarInt();
        String parameters = new String(in.readLengthPrefixed(), StandardCharsets.US_ASCII);
        long windowStart = in.readVarLong();
        int groupLength = in.readVarInt();
        Optional<GroupKey> group =
                groupLength < 0 ? Optional.empty() : Optional.of(new GroupKey(in.readBytes(groupLength)));
        return new Cursor(generation, parameters, new Position(windowStart, group));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
