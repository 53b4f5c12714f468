/** Seeded sample data in the shape of the examples. */
@NullMarked
package io.millrace.cli.sample;

import org.jspecify.annotations.NullMarked;
