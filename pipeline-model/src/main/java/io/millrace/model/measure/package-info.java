/** What is measured: accumulators that add, merge and finish to the same bits in any order. */
@NullMarked
package io.millrace.model.measure;

import org.jspecify.annotations.NullMarked;
