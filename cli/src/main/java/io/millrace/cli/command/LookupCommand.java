package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace lookup}. */
@Command(
        name = "lookup",
        description = {
            "Put a table that pipelines enrich events from. It replaces the version before, whole.",
            "'millrace lookup delete' forgets it in all its versions."
        },
        subcommands = LookupCommand.Delete.class,
        footer = {
            "",
            "Examples:",
            "  millrace lookup acme provinces provinces.csv --key-column code --types area:double",
            "  millrace lookup delete acme provinces"
        })
public final class LookupCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "TENANT", description = "Whose lookup it is.")
    private String tenant = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "What definitions call it.")
    private String name = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The table: CSV with a header, .json or .ndjson.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--key-column",
            paramLabel = "COLUMN",
            description = "The column rows are found by; the first, or as before.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--types",
            paramLabel = "COLUMN:TYPE,…",
            description = "Types of columns that are no strings, such as area:double,since:date.")
    private Optional<String> types = Optional.empty();

    @Option(
            names = "--valid-from",
            paramLabel = "TIME",
            description = "The event time from which it is valid: the beginning for the first version, else now.")
    private Optional<String> validFrom = Optional.empty();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path table = file.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "Which table? Give TENANT, NAME and FILE."));
        List<Parameter> parameters = new ArrayList<>();
        key.ifPresent(column -> parameters.add(new Parameter("key", column)));
        types.ifPresent(text -> parameters.add(new Parameter("types", text)));
        validFrom.ifPresent(time -> parameters.add(new Parameter("validFrom", time)));
        MillraceApi.Answer answer = connection
                .api()
                .putLookup(
                        tenant,
                        name,
                        contentType(table),
                        parameters,
                        BodyPublishers.ofByteArray(Files.readAllBytes(table)));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s/%s %s, version %d, %,d rows, valid from %s.%n",
                        tenant,
                        name,
                        answer.status() == 201 ? "created" : "is in force",
                        answer.body().path("version").asInt(),
                        answer.body().path("rows").asInt(),
                        answer.body().path("validFrom").asText("null").equals("null")
                                ? "the beginning"
                                : answer.body().path("validFrom").asText());
        return ExitCode.DONE.code();
    }

    private static String contentType(Path table) {
        String path = table.toString();
        if (path.endsWith(".json")) {
            return "application/json";
        }
        return path.endsWith(".ndjson") ? "application/x-ndjson" : "text/csv";
    }

    /** {@code millrace lookup delete}. */
    @Command(name = "delete", description = "Forget a lookup in all its versions; refused while a pipeline uses it.")
    static final class Delete implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "TENANT", description = "Whose lookup it is.")
        private String tenant = "";

        @Parameters(index = "1", paramLabel = "NAME", description = "What definitions call it.")
        private String name = "";

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            connection.api().deleteLookup(tenant, name);
            spec.commandLine().getOut().println(tenant + "/" + name + " deleted, in all its versions.");
            return ExitCode.DONE.code();
        }
    }
}
