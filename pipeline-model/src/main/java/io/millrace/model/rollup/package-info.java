/** Rollups: groups, the state of a window, and the row that is stored. */
@NullMarked
package io.millrace.model.rollup;

import org.jspecify.annotations.NullMarked;
