/** Applications that are submitted to Spark and measured. Each that ends prints a line of seconds a round. */
@NullMarked
package io.millrace.benchmarks.spark;

import org.jspecify.annotations.NullMarked;
