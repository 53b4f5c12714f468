/** From where on the stream counts events into recomputed generations. */
@NullMarked
package io.millrace.kafka.cuts;

import org.jspecify.annotations.NullMarked;
