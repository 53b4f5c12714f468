/** The broker that the embedded platform runs: Kafka, with one method mended. */
@NullMarked
package io.millrace.embedded.kafka;

import org.jspecify.annotations.NullMarked;
