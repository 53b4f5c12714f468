/** The records of the topics that are the same for every pipeline, and their Avro form. */
@NullMarked
package io.millrace.kafka.record;

import org.jspecify.annotations.NullMarked;
