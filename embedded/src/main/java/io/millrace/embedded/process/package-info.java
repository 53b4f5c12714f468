/** Supervised child JVMs: started, asked whether they are ready, started again when they die, stopped with us. */
@NullMarked
package io.millrace.embedded.process;

import org.jspecify.annotations.NullMarked;
