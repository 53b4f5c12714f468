/** JMH benchmarks of codecs and accumulators. */
@NullMarked
package io.millrace.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
