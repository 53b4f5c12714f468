/** What a run works with, as it is: Kafka, Cassandra, ingest-service and Spark. */
@NullMarked
package io.millrace.batch.live;

import org.jspecify.annotations.NullMarked;
