package io.millrace.kafka.record;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Names a source in its topic. */
public record SourceKey(String tenant, String pipeline, String source) {
    private static final String CONTROL = "/control";

    /** The key of its progress: {@code tenant/pipeline/source}. */
    public String text() {
        return tenant + "/" + pipeline + "/" + source;
    }

    /** The key of its control: {@code tenant/pipeline/source/control}. */
    public String controlText() {
        return text() + CONTROL;
    }

    /** Whether a key in the topic is that of a control, not of progress. */
    public static boolean isControl(String key) {
        return key.chars().filter(next -> next == '/').count() == 3;
    }

    /**
     * The source of either key.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static SourceKey parse(String key) {
        String[] parts = key.split("/", -1);
        boolean isOne = parts.length == 3 || (parts.length == 4 && key.endsWith(CONTROL));
        if (!isOne) {
            throw new IllegalArgumentException("not the key of a source: " + key);
        }
        return new SourceKey(parts[0], parts[1], parts[2]);
    }

    /** The partition of all its records. */
    public int partition(int partitions) {
        return Utils.toPositive(Utils.murmur2(text().getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
