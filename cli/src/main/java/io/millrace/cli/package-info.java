/** The millrace command: where it starts and what its exit codes mean. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
