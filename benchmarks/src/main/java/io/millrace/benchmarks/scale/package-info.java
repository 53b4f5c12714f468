/** What one installation bears: many pipelines, many groups, and how fresh its answers are meanwhile. */
@NullMarked
package io.millrace.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
