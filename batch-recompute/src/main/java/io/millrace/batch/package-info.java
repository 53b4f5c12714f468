/** The main program. */
@NullMarked
package io.millrace.batch;

import org.jspecify.annotations.NullMarked;
