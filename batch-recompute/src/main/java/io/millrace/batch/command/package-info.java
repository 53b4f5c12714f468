/** What can be asked of the program on the command line. */
@NullMarked
package io.millrace.batch.command;

import org.jspecify.annotations.NullMarked;
