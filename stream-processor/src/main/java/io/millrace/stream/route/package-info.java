/** The first stage: decode, evaluate, dedupe, and add each event to the partial aggregates it belongs to. */
@NullMarked
package io.millrace.stream.route;

import org.jspecify.annotations.NullMarked;
