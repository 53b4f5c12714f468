/** From a topic's records to batches of rows, written at least once and committed only when durable. Knows no table. */
@NullMarked
package io.millrace.writer.sink;

import org.jspecify.annotations.NullMarked;
