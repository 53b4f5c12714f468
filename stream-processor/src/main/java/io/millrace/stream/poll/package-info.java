/** How events come in from Kafka: in runs, since Kafka Streams costs more for each record than an event costs us. */
@NullMarked
package io.millrace.stream.poll;

import org.jspecify.annotations.NullMarked;
