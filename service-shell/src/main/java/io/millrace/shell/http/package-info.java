/** What every HTTP interface here has: problems (RFC 9457) and its own description. */
@NullMarked
package io.millrace.shell.http;

import org.jspecify.annotations.NullMarked;
