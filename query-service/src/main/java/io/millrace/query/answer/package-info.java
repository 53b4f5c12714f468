/** What is answered, as JSON and as CSV. */
@NullMarked
package io.millrace.query.answer;

import org.jspecify.annotations.NullMarked;
