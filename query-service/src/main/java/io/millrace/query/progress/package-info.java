/** How far each pipeline has come in event time. */
@NullMarked
package io.millrace.query.progress;

import org.jspecify.annotations.NullMarked;
