/** Tenants, their quotas and their keys: made, changed and revoked. */
@NullMarked
package io.millrace.ingest.tenants;

import org.jspecify.annotations.NullMarked;
