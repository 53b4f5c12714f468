/** Rows as they change: from what changed to what is told of it. */
@NullMarked
package io.millrace.query.live;

import org.jspecify.annotations.NullMarked;
