/** How the stages are put together, and how Kafka Streams is set up to run them. */
@NullMarked
package io.millrace.stream.topology;

import org.jspecify.annotations.NullMarked;
