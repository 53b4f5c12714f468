/** The lookups of all tenants, put together from the topic of definitions and that of their rows. */
@NullMarked
package io.millrace.kafka.lookups;

import org.jspecify.annotations.NullMarked;
