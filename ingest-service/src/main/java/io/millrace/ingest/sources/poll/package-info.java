/** HTTP addresses that are asked again and again. */
@NullMarked
package io.millrace.ingest.sources.poll;

import org.jspecify.annotations.NullMarked;
