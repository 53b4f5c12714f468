/** What a run does, step by step: plain Java over small interfaces to what it works with. */
@NullMarked
package io.millrace.batch.run;

import org.jspecify.annotations.NullMarked;
