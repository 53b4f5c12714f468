/** Totals of pipelines: how many dead letters and late events each had. */
@NullMarked
package io.millrace.stream.tally;

import org.jspecify.annotations.NullMarked;
