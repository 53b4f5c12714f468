/** The whole platform as child processes: real Kafka, Cassandra, a schema registry and the services. */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
