/** Values as users see them, and their one JSON form. */
@NullMarked
package io.millrace.model.value;

import org.jspecify.annotations.NullMarked;
