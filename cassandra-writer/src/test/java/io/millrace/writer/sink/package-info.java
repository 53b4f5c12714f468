@NullMarked
package io.millrace.writer.sink;

import org.jspecify.annotations.NullMarked;
