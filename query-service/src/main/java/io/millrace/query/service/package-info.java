/** The Micronaut shell: settings, start, HTTP and health. */
@NullMarked
package io.millrace.query.service;

import org.jspecify.annotations.NullMarked;
