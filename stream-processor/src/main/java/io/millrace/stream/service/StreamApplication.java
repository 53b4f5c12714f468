package io.millrace.stream.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;

/** Starts the stream-processor; ends with the process, which fails when Kafka Streams gives up. */
public final class StreamApplication {
    private StreamApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ApplicationContext context = Micronaut.build(arguments)
                .mainClass(StreamApplication.class)
                .banner(false)
                .start()) {
            context.getBean(StreamRunner.class).run();
        }
    }
}
