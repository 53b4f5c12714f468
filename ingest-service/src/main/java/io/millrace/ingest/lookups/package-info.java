/** The lookups of all tenants: put, listed, read back. */
@NullMarked
package io.millrace.ingest.lookups;

import org.jspecify.annotations.NullMarked;
