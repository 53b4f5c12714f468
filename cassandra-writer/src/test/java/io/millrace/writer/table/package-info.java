@NullMarked
package io.millrace.writer.table;

import org.jspecify.annotations.NullMarked;
