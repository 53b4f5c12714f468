package io.millrace.stream.service;

import io.micronaut.context.ApplicationContext;
import io.millrace.shell.ServiceStart;

/** Starts the stream-processor; ends with the process, which fails when Kafka Streams gives up. */
public final class StreamApplication {
    private StreamApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ApplicationContext context =
                ServiceStart.start(StreamApplication.class, arguments, ServiceSettings::read)) {
            context.getBean(StreamRunner.class).run();
        }
    }
}
