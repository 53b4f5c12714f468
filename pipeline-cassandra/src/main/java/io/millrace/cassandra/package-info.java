/** Every table, declared once: its DDL, its statements and how its rows map to the model. */
@NullMarked
package io.millrace.cassandra;

import org.jspecify.annotations.NullMarked;
