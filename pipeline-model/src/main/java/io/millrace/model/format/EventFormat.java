package io.millrace.model.format;

/** How a body holds its records. */
public enum EventFormat {
    /** One document: an object, or an array of objects. */
    JSON,
    /** An object a line. */
    NDJSON,
    /** RFC 4180 with a header line. */
    CSV,
    /** An Avro object container file. */
    AVRO
}
