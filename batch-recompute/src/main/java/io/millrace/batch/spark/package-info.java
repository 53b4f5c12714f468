/** The computation as a Spark job. */
@NullMarked
package io.millrace.batch.spark;

import org.jspecify.annotations.NullMarked;
