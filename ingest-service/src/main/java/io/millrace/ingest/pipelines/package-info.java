/** Pipelines and their versions: what is put, compared, refused and written to the topic of definitions. */
@NullMarked
package io.millrace.ingest.pipelines;

import org.jspecify.annotations.NullMarked;
