/** Purges of pipelines and tenants: ordered, and brought to their end when what is stored is deleted. */
@NullMarked
package io.millrace.ingest.purges;

import org.jspecify.annotations.NullMarked;
