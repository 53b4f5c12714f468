/** How far each pipeline has come in event time. */
@NullMarked
package io.millrace.kafka.progress;

import org.jspecify.annotations.NullMarked;
