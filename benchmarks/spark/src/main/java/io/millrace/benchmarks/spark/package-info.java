/** Applications that are submitted to Spark and measured. Each prints a line a round: what it was, and seconds. */
@NullMarked
package io.millrace.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
