/** Who may do what over HTTP, judged once for all services. */
@NullMarked
package io.millrace.shell.access;

import org.jspecify.annotations.NullMarked;
