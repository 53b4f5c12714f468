/** What is to be deleted for good, and what was, followed into memory. */
@NullMarked
package io.millrace.kafka.purges;

import org.jspecify.annotations.NullMarked;
