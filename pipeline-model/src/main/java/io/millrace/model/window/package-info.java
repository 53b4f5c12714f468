/** Which windows an event time belongs to. */
@NullMarked
package io.millrace.model.window;

import org.jspecify.annotations.NullMarked;
