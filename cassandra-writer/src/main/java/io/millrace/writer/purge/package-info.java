/** Deletes what is stored of pipelines that are purged, and of tenants that are deleted. */
@NullMarked
package io.millrace.writer.purge;

import org.jspecify.annotations.NullMarked;
