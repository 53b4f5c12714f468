/** Which events are copies: the ids of those that were appended lately, found in nanoseconds when they are new, as nearly all are. */
@NullMarked
package io.millrace.stream.dedupe;

import org.jspecify.annotations.NullMarked;
