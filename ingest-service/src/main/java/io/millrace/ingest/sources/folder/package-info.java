/** CSV files that appear in folders of tenants. */
@NullMarked
package io.millrace.ingest.sources.folder;

import org.jspecify.annotations.NullMarked;
