package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.embedded.Platform;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace up}. */
@Command(
        name = "up",
        description = "Start Kafka, Cassandra, a schema registry and the services on this machine, until Ctrl-C.",
        footer = {
            "",
            "MILLRACE_KAFKA, MILLRACE_CASSANDRA (host:port) and MILLRACE_REGISTRY (http://host:port) name one that",
            "runs already: it is used, and none is started. If it asks for TLS or a password, name a file in",
            "MILLRACE_KAFKA_SECURITY or MILLRACE_CASSANDRA_SECURITY; docs/keys.md says what it holds."
        })
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private Launch launch = new Launch();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Platform platform = launch.start(out)) {
            out.println();
            out.println("Ready.");
            out.println("  ingest   " + platform.addresses().ingest() + "   (PUT definitions, POST events)");
            out.println("  query    " + platform.addresses().query() + "   (GET rollups)");
            Launch.sayAccess(out);
            out.println("  next     ./millrace apply TENANT pipeline.yaml" + launch.offsetOption());
            out.flush();
            // Until Ctrl-C or SIGTERM, whose shutdown hook stops the children.
            new CountDownLatch(1).await();
        }
        return ExitCode.DONE.code();
    }
}
