/** Dead letters made events: found again in their topic, repaired, and sent so that each counts once. */
@NullMarked
package io.millrace.ingest.repairs;

import org.jspecify.annotations.NullMarked;
