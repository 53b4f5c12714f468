/** Sources that fetch events by themselves: run under leases of partitions, each step one transaction of events and progress. */
@NullMarked
package io.millrace.ingest.sources;

import org.jspecify.annotations.NullMarked;
