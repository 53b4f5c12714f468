/** What is asked: parameters checked, cursors, filters. */
@NullMarked
package io.millrace.query.request;

import org.jspecify.annotations.NullMarked;
