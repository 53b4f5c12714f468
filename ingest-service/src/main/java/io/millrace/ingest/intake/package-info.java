/** From a body of records to durable events: cut, typed, identified, sent, acknowledged; what can't be used becomes a dead letter. */
@NullMarked
package io.millrace.ingest.intake;

import org.jspecify.annotations.NullMarked;
