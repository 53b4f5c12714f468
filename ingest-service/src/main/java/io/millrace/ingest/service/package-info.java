/** The process: its settings, its HTTP API, and its connection to Kafka and the schema registry. */
@NullMarked
package io.millrace.ingest.service;

import org.jspecify.annotations.NullMarked;
