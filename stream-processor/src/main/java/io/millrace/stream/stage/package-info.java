/** What both stages are given. */
@NullMarked
package io.millrace.stream.stage;

import org.jspecify.annotations.NullMarked;
