/** Alerts: conditions on rows that hold for some windows in a row. */
@NullMarked
package io.millrace.stream.alert;

import org.jspecify.annotations.NullMarked;
