/** Every topic, declared once, and how to reach the cluster. */
@NullMarked
package io.millrace.kafka.topic;

import org.jspecify.annotations.NullMarked;
