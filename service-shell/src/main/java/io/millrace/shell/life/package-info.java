/** A service's life: it waits for what it needs, works, says whether it can, and stops. */
@NullMarked
package io.millrace.shell.life;

import org.jspecify.annotations.NullMarked;
