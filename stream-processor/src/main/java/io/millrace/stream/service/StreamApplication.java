package io.millrace.stream.service;

import io.millrace.shell.ServiceStart;

/** Starts the stream-processor; ends with the process, which fails when Kafka Streams gives up. */
public final class StreamApplication {
    private StreamApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        ServiceStart.run(StreamApplication.class, arguments, ServiceSettings::read, context -> context.getBean(
                        StreamRunner.class)
                .run());
    }
}
