/** A first definition from a sample of records: types, names, event time, identity, dimensions and measures. */
@NullMarked
package io.millrace.cli.inference;

import org.jspecify.annotations.NullMarked;
