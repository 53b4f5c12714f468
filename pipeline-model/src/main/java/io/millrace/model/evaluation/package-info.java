/** What happens to an event between being read and being counted, the same in every engine. */
@NullMarked
package io.millrace.model.evaluation;

import org.jspecify.annotations.NullMarked;
