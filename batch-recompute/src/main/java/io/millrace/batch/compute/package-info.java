/** From archived events to rows, in plain Java: what every task does. */
@NullMarked
package io.millrace.batch.compute;

import org.jspecify.annotations.NullMarked;
