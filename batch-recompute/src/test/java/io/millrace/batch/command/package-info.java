@NullMarked
package io.millrace.batch.command;

import org.jspecify.annotations.NullMarked;
