package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.FileIngest;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.demo.Demo;
import io.millrace.embedded.Platform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = "Start Millrace on this machine, load the gpon example and query it, then stay up until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "Stop again when the numbers are there, instead of staying up.")
    private boolean exit;

    @Option(
            names = "--examples",
            paramLabel = "DIR",
            defaultValue = "${sys:millrace.examples:-examples}",
            hidden = true,
            description = "The folder of examples.")
    private Path examples = Path.of("examples");

    @Mixin
    private Launch launch = new Launch();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Platform platform = launch.start(out)) {
            MillraceApi api = new MillraceApi(new MillraceApi.Addresses(
                    platform.addresses().ingest(), platform.addresses().query(), Optional.empty()));
            FileIngest ingest = new FileIngest(api, number -> TimeUnit.SECONDS.sleep(1L << (number - 1)));
            new Demo(api, ingest, examples.resolve("gpon"), out).run(launch.offsetOption());
            if (!exit) {
                out.println("Millrace stays up until Ctrl-C.");
                out.flush();
                new CountDownLatch(1).await();
            }
        }
        return ExitCode.DONE.code();
    }
}
