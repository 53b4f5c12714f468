/** What the route stage tells the aggregate stage, in bytes: partial aggregates, and how far it came in event time. */
@NullMarked
package io.millrace.stream.partial;

import org.jspecify.annotations.NullMarked;
