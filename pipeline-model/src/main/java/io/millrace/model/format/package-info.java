/** From the bytes of JSON, NDJSON, CSV and Avro to events, record by record. */
@NullMarked
package io.millrace.model.format;

import org.jspecify.annotations.NullMarked;
