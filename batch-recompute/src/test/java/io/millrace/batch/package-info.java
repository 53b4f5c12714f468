/** Rows of the batch against rows of the stream. */
@org.jspecify.annotations.NullMarked
package io.millrace.batch;
