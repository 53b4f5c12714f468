/** The job on a Spark in this process. */
@org.jspecify.annotations.NullMarked
package io.millrace.batch.spark;
