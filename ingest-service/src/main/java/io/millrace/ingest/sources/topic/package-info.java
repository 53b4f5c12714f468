/** Kafka topics of teams' own. */
@NullMarked
package io.millrace.ingest.sources.topic;

import org.jspecify.annotations.NullMarked;
