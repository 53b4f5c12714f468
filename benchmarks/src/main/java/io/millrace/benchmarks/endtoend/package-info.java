/** Whole paths on real servers, each beside what it is measured against, in one run. */
@NullMarked
package io.millrace.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
