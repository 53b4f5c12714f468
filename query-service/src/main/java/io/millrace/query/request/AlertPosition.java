package io.millrace.query.request;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.nio.charset.StandardCharsets;

/**
 * Where a page of alerts ended, in the order they are stored in: by pipeline, alert, rollup, generation and group.
 *
 * @param alert empty: before all alerts of the pipeline
 * @param group the last one before the position
 */
public record AlertPosition(String pipeline, String alert, String rollup, int generation, GroupKey group) {
    /** Before all alerts of a pipeline. */
    public static AlertPosition before(String pipeline) {
        return before(pipeline, "");
    }

    /** Before all groups of an alert. */
    public static AlertPosition before(String pipeline, String alert) {
        return new AlertPosition(pipeline, alert, "", 0, new GroupKey(new byte[0]));
    }

    /** Behind a row. */
    public static AlertPosition after(AlertRow row) {
        AlertRow.Key key = row.key();
        return new AlertPosition(key.pipeline(), key.alert(), key.rollup(), key.generation(), key.group());
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(64);
        writeText(pipeline, out);
        writeText(alert, out);
        writeText(rollup, out);
        out.writeVarLong(generation);
        out.writeLengthPrefixed(group.bytes());
        return out.toByteArray();
    }

    private static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws io.millrace.model.bytes.MalformedBytesException if that is not what {@link #toBytes} gave
     */
    static AlertPosition read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        return new AlertPosition(
                readText(in), readText(in), readText(in), in.readVarInt(), new GroupKey(in.readLengthPrefixed()));
    }

    private static String readText(ByteReader in) {
        return new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
    }
}
