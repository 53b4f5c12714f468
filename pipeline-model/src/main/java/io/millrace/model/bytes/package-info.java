/** Compact binary primitives that every codec of the model is written in. */
@NullMarked
package io.millrace.model.bytes;

import org.jspecify.annotations.NullMarked;
