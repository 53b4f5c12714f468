package io.millrace.model.format;

/**
 * What a single record may cost.
 *
 * @param maxRecordBytes longest record, in bytes as received; also bounds the memory of a reader to about twice that
 * @param maxNesting deepest nesting of objects and arrays in a JSON record
 */
public record RecordLimits(int maxRecordBytes, int maxNesting) {
    public static final RecordLimits DEFAULT = new RecordLimits(1 << 20, 32);

    public RecordLimits {
        if (maxRecordBytes < 1 || maxRecordBytes > 1 << 28 || maxNesting < 1) {
            throw new IllegalArgumentException("no such limits: " + maxRecordBytes + " bytes, nesting " + maxNesting);
        }
    }

    RejectedRecordException tooLarge() {
        return new RejectedRecordException(
                RejectionCode.RECORD_TOO_LARGE, "the record is longer than " + maxRecordBytes + " bytes");
    }

    /** Refuses an Avro record that is within the bytes and still too much. */
    void check(AvroScan scan) throws RejectedRecordException {
        if (scan.nesting() > maxNesting) {
            throw tooDeep();
        }
    }

    RejectedRecordException tooDeep() {
        return new RejectedRecordException(
                RejectionCode.NESTED_TOO_DEEP, "the record is nested more than " + maxNesting + " deep");
    }
}
