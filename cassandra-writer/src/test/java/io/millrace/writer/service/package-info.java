@NullMarked
package io.millrace.writer.service;

import org.jspecify.annotations.NullMarked;
