/** Plays files of events to a running Millrace. */
@NullMarked
package io.millrace.cli.replay;

import org.jspecify.annotations.NullMarked;
