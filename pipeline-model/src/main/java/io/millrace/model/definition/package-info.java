/** The pipeline definition: its parts, its reader and every reason to refuse it. */
@NullMarked
package io.millrace.model.definition;

import org.jspecify.annotations.NullMarked;
