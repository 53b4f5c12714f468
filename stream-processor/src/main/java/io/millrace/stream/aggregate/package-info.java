/** The second stage: partial aggregates into the rows of rollups. */
@NullMarked
package io.millrace.stream.aggregate;

import org.jspecify.annotations.NullMarked;
