/** The schema registry, through the API that Confluent's, Apicurio's, Karapace's and Redpanda's share. */
@NullMarked
package io.millrace.kafka.registry;

import org.jspecify.annotations.NullMarked;
