/** The log of acts of administration. */
@NullMarked
package io.millrace.ingest.audit;

import org.jspecify.annotations.NullMarked;
