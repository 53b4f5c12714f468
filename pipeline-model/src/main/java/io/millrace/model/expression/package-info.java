/** CEL expressions over the fields of an event: checked when a definition is read, evaluated without boxing. */
@NullMarked
package io.millrace.model.expression;

import org.jspecify.annotations.NullMarked;
