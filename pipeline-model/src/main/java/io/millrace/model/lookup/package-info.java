/** Named tables of a tenant that events are enriched from, versioned by event time. */
@NullMarked
package io.millrace.model.lookup;

import org.jspecify.annotations.NullMarked;
