/** A definition run over files, in memory and without a server, by the classes that the services use. */
@NullMarked
package io.millrace.cli.trial;

import org.jspecify.annotations.NullMarked;
