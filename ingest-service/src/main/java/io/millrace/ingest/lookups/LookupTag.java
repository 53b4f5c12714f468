package io.millrace.ingest.lookups;

import io.millrace.kafka.record.LookupVersionRecord;

/** A lookup's strong entity tag: another version has another one. */
public final class LookupTag {
    private static final int FINGERPRINT_LENGTH = 16;

    private LookupTag() {}

    /** With its quotes. */
    public static String of(LookupVersionRecord version) {
        return "\"" + version.version() + "-" + version.fingerprint().substring(0, FINGERPRINT_LENGTH) + "\"";
    }
}
