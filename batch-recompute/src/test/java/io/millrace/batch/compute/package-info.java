@org.jspecify.annotations.NullMarked
package io.millrace.batch.compute;
