package io.millrace.ingest.pipelines;

import io.millrace.kafka.record.PipelineRecord;
import java.util.Optional;

/** A pipeline's strong entity tag (RFC 9110, 8.8.3): another version has another one. */
public final class EntityTag {
    private EntityTag() {}

    /** With its quotes. */
    public static String of(PipelineRecord pipeline) {
        PipelineRecord.Version current = pipeline.current();
        return "\"" + current.version() + "-" + current.fingerprint() + "\"";
    }

    /** Whether an {@code If-Match} header allows a change of what is there now. */
    public static boolean matches(String ifMatch, Optional<PipelineRecord> pipeline) {
        return matchesTag(ifMatch, pipeline.map(EntityTag::of));
    }

    /**
     * The same, of anything with a tag.
     *
     * @param current empty if there is no such thing
     */
    public static boolean matchesTag(String ifMatch, Optional<String> current) {
        if (current.isEmpty()) {
            return false;
        }
        for (String candidate : ifMatch.split(",", -1)) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(current.get())) {
                return true;
            }
        }
        return false;
    }
}
