package io.millrace.kafka.tenants;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it: {@code mr_<id>_<secret>}. Exists only while it is made; what is kept is its hash, which suffices without salt or
 * stretching since the secret is 256 random bits.
 */
public record ApiKey(String id, String secret) {
    private static final Pattern FORM = Pattern.compile("mr_([a-z0-9]{1,32})_[A-Za-z0-9_-]{43}");
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    /**
     * @param random fit for secrets
     */
    public static ApiKey fresh(Random random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new ApiKey(
                HexFormat.of().formatHex(id),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** What the holder sends. */
    public String text() {
        return "mr_" + id + "_" + secret;
    }

    /** The id that the text of a key says it has; empty if it is no such text. */
    public static Optional<String> idOf(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** What is kept of a text, in lower-case hexadecimal digits. */
    public static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Whether a hash is that of a text; takes as long whichever digit differs. */
    public static boolean matches(String text, String sha256) {
        return MessageDigest.isEqual(
                sha256(text).getBytes(StandardCharsets.US_ASCII), sha256.getBytes(StandardCharsets.US_ASCII));
    }

    /** Names it without its secret. */
    @Override
    public String toString() {
        return "mr_" + id + "_…";
    }
}
