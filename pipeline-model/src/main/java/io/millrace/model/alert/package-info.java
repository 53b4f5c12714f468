/** What alerts came to. */
@NullMarked
package io.millrace.model.alert;

import org.jspecify.annotations.NullMarked;
