/** The sinks: rollup rows, the archive and alerts, from the records of their topics to the statements that write them. */
@NullMarked
package io.millrace.writer.table;

import org.jspecify.annotations.NullMarked;
