package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.FileIngest;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.demo.Demo;
import io.millrace.cli.demo.Example;
import io.millrace.cli.demo.ExampleData;
import io.millrace.cli.demo.ExampleDemo;
import io.millrace.cli.demo.StandIn;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Start Millrace on this machine, load the gpon example and query it, then stay up until Ctrl-C.",
            "With the name of an example, run that one: its definition, what it fetches its data from, and how to ask for it."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String HOSTS = "MILLRACE_SOURCES_HOSTS";
    private static final String TOPICS = "MILLRACE_SOURCES_TOPICS";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "gpon, companies, users, energy, events, or all of them at once.")
    private String name = "";

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
        if (name.isEmpty()) {
            guide(out);
        } else {
            run(chosen(), out);
        }
        return ExitCode.DONE.code();
    }

    private void guide(PrintWriter out) throws Exception {
        try (Platform platform = launch.start(out)) {
            Launch.sayAccess(out);
            MillraceApi api = api(platform);
            FileIngest ingest =
                    new FileIngest(api, new ToldPause(spec.commandLine().getErr()));
            new Demo(api, ingest, examples.resolve("gpon"), out).run(launch.offsetOption());
            stay(out);
        }
    }

    private List<Example> chosen() {
        return name.equals(ALL)
                ? List.of(Example.values())
                : List.of(Example.named(name)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "There is no example '" + name
                                        + "', but gpon, companies, users, energy, events and all")));
    }

    private void run(List<Example> chosen, PrintWriter out) throws Exception {
        boolean polled = chosen.stream().anyMatch(Example::isPolled);
        Optional<StandIn> standIn = polled ? Optional.of(standIn(out)) : Optional.empty();
        Path sources = Files.createDirectories(launch.home("ingest-service").resolve("sources"));
        Map<String, String> environment = new HashMap<>();
        if (polled) {
            // Polls may ask this machine, and whom they might ask anyway.
            environment.put(HOSTS, named(HOSTS, "127.0.0.1"));
        }
        // All topics may be read unless some are named, or keys asked for.
        if (Launch.asksForKeys() || !named(TOPICS).isEmpty()) {
            for (Example example : chosen) {
                example.readTopic().ifPresent(topic -> environment.put(TOPICS, named(TOPICS, topic)));
            }
        }
        // Whatever folder the caller's environment names: no sample belongs there.
        environment.put("MILLRACE_SOURCES_FOLDER", sources.toString());
        try (Platform platform = launch.start(out, environment)) {
            Launch.sayAccess(out);
            ExampleData data = new ExampleData(
                    examples,
                    sources,
                    Installation.fromSystemProperty().home().resolve("lib").resolve("cli") + "/*",
                    platform.addresses().kafka());
            ExampleDemo demo = new ExampleDemo(api(platform), examples, data, Clock.systemUTC(), out);
            for (Example example : chosen) {
                demo.begin(example, StandIn.PORT + launch.portOffset(), launch.offsetOption());
            }
            out.println();
            for (Example example : chosen) {
                demo.awaitEvents(example);
            }
            stay(out);
        } finally {
            standIn.ifPresent(StandIn::close);
        }
    }

    private StandIn standIn(PrintWriter out) throws IOException {
        StandIn standIn = StandIn.start(examples, launch.portOffset());
        out.println("The APIs that are polled are played by " + examples.resolve("SampleApi.java") + ", on 127.0.0.1:"
                + (StandIn.PORT + launch.portOffset()));
        return standIn;
    }

    /** What a variable of the environment lists, and these. */
    private static String named(String variable, String... ours) {
        return Stream.concat(Stream.of(System.getenv().getOrDefault(variable, "")), Stream.of(ours))
                .filter(each -> !each.isBlank())
                .collect(Collectors.joining(","));
    }

    /** With the administrator's key, if the environment has it: it is needed if the services ask for keys. */
    private static MillraceApi api(Platform platform) {
        return new MillraceApi(new MillraceApi.Addresses(
                platform.addresses().ingest(), platform.addresses().query(), Connection.ofEnvironment()));
    }

    private void stay(PrintWriter out) throws InterruptedException {
        if (!exit) {
            out.println("Millrace stays up until Ctrl-C.");
            out.flush();
            new CountDownLatch(1).await();
        }
    }
}
