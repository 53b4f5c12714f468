package io.millrace.model.format;

/**
 * What a single record may cost.
 *
 * @param maxRecordBytes longest record, in bytes as received; also bounds the memory of a reader to about twice that
 * @param maxNesting how deep objects, arrays and maps may stand in one another, the record itself being 1
 * @param maxFields most fields of a record: the keys of all its objects and maps, or the columns of a CSV
 */
public record RecordLimits(int maxRecordBytes, int maxNesting, int maxFields) {
    public static final RecordLimits DEFAULT = new RecordLimits(1 << 20, 32, 1000);

    /** Deepest nesting that a limit can allow: as far as a record is looked into at all. */
    public static final int MOST_NESTING = AvroScan.MAX_NESTING;

    public RecordLimits {
        if (maxRecordBytes < 1
                || maxRecordBytes > 1 << 28
                || maxNesting < 1
                || maxNesting > MOST_NESTING
                || maxFields < 1) {
            throw new IllegalArgumentException("no such limits: " + maxRecordBytes + " bytes, nesting " + maxNesting
                    + ", " + maxFields + " fields");
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
        check(scan.fields());
    }

    /** Refuses a record with so many fields, if they are too many. */
    void check(int fields) throws RejectedRecordException {
        if (fields > maxFields) {
            throw new RejectedRecordException(
                    RejectionCode.TOO_MANY_FIELDS, "the record has more than " + maxFields + " fields");
        }
    }

    RejectedRecordException tooDeep() {
        return new RejectedRecordException(
                RejectionCode.NESTED_TOO_DEEP, "the record is nested more than " + maxNesting + " deep");
    }
}
