/** The process around the topology: settings, start, health, metrics, stop. */
@NullMarked
package io.millrace.stream.service;

import org.jspecify.annotations.NullMarked;
