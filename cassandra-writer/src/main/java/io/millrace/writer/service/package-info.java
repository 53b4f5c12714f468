/** The Micronaut shell: settings, start, health and metrics. */
@NullMarked
package io.millrace.writer.service;

import org.jspecify.annotations.NullMarked;
