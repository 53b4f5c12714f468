package io.millrace.kafka.record;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/**
 * Names what the topic of replays holds of a tenant: that a dead letter was replayed ({@link ReplayedLetter}), or what a replay came to ({@link
 * ReplayReceipt}).
 *
 * @param id of the letter, or of the replay
 */
public record ReplayKey(String tenant, Kind kind, UUID id) {
    /** What is held. */
    public enum Kind {
        LETTER("letter"),
        RECEIPT("receipt");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** {@code tenant/letter/id} or {@code tenant/receipt/id}. */
    public String text() {
        return tenant + "/" + kind.text + "/" + id;
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws IllegalArgumentException if it is none
     */
    public static ReplayKey parse(byte[] bytes) {
        String key = new String(bytes, StandardCharsets.UTF_8);
        String[] parts = key.split("/", -1);
        for (Kind kind : Kind.values()) {
            if (parts.length == 3 && parts[1].equals(kind.text)) {
                return new ReplayKey(parts[0], kind, UUID.fromString(parts[2]));
            }
        }
        throw new IllegalArgumentException("not the key of a replay: " + key);
    }

    /** The partition of all that is held of a tenant: whoever may write to it has read all there is. */
    public static int partition(String tenant, int partitions) {
        return Utils.toPositive(Utils.murmur2(tenant.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
