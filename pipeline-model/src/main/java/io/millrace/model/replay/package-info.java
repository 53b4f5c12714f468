/** Records of files, played again in the order and at the pace of their event times. */
@NullMarked
package io.millrace.model.replay;

import org.jspecify.annotations.NullMarked;
