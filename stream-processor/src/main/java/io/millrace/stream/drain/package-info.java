/** What is held in memory between two commits, and the hook that empties it as part of the commit. */
@NullMarked
package io.millrace.stream.drain;

import org.jspecify.annotations.NullMarked;
