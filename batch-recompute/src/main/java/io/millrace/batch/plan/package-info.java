/** What is to be computed again, in a form that travels to where it is computed. */
@NullMarked
package io.millrace.batch.plan;

import org.jspecify.annotations.NullMarked;
