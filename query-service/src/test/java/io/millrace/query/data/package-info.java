/** Data for tests. */
@NullMarked
package io.millrace.query.data;

import org.jspecify.annotations.NullMarked;
