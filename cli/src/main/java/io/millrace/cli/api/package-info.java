/** The HTTP API, as the command line speaks it. */
@NullMarked
package io.millrace.cli.api;

import org.jspecify.annotations.NullMarked;
