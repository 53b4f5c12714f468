/** What the route stage tells the aggregate stage: a partial aggregate, in bytes. */
@NullMarked
package io.millrace.stream.partial;

import org.jspecify.annotations.NullMarked;
