/** What a service is besides its work. */
@NullMarked
package io.millrace.shell;

import org.jspecify.annotations.NullMarked;
