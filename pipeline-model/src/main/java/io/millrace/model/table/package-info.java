/** Typed tables: what a row is, and which of two is the newer. */
@NullMarked
package io.millrace.model.table;

import org.jspecify.annotations.NullMarked;
