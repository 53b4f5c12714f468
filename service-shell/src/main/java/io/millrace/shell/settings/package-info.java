/** Settings: read, judged, and every problem with them named at once. */
@NullMarked
package io.millrace.shell.settings;

import org.jspecify.annotations.NullMarked;
