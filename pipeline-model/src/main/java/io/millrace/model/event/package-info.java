/** One event: its schema, its values, its identity and its Avro form. */
@NullMarked
package io.millrace.model.event;

import org.jspecify.annotations.NullMarked;
