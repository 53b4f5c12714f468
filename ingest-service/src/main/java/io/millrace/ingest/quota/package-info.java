/** How much a tenant may send over HTTP. */
@NullMarked
package io.millrace.ingest.quota;

import org.jspecify.annotations.NullMarked;
