/** Who the tenants are and which keys they have, followed into memory. */
@NullMarked
package io.millrace.kafka.tenants;

import org.jspecify.annotations.NullMarked;
