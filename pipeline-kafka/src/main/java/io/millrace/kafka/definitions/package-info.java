/** The log of pipeline definitions, followed by every service. */
@NullMarked
package io.millrace.kafka.definitions;

import org.jspecify.annotations.NullMarked;
