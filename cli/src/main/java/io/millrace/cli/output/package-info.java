/** What a person sees: tables, progress, problems. */
@NullMarked
package io.millrace.cli.output;

import org.jspecify.annotations.NullMarked;
