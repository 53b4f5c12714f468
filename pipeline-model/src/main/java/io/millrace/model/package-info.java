/** What a pipeline is and what its numbers mean, shared by both engines. */
@NullMarked
package io.millrace.model;

import org.jspecify.annotations.NullMarked;
