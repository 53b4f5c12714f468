package io.millrace.model.format;

/**
 * How to read a body.
 *
 * @param delimiter between the cells of a CSV line, one ASCII character
 */
public record ReaderOptions(byte delimiter, RecordLimits limits) {
    public static final ReaderOptions DEFAULT = new ReaderOptions((byte) ',', RecordLimits.DEFAULT);

    public ReaderOptions {
        if (delimiter <= 0 || delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0x7F) {
            throw new IllegalArgumentException("the delimiter must be one ASCII character, no quote and no line end");
        }
    }

    public ReaderOptions withDelimiter(char newDelimiter) {
        if (newDelimiter > 0x7F) {
            throw new IllegalArgumentException("the delimiter must be one ASCII character, not " + newDelimiter);
        }
        return new ReaderOptions((byte) newDelimiter, limits);
    }
}
