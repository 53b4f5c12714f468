/** How many pipelines one installation bears. */
@NullMarked
package io.millrace.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
