/** Files whose records are played in the order of their event times. */
@NullMarked
package io.millrace.ingest.sources.replay;

import org.jspecify.annotations.NullMarked;
