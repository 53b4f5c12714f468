package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.output.ReplayText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dead-letters replay}. */
@Command(
        name = "replay",
        description = {
            "Repair dead letters and send them as events. Each counts once, however often it is replayed.",
            "An expression of --set is CEL on record, the record as it came: record.KEY is the text of a JSON key or a CSV column, of an event that could "
                    + "not be evaluated that of a field. What can't be repaired stays a dead letter."
        },
        footer = {
            "",
            "Examples:",
            "  millrace dead-letters replay acme gpon --code not-a-number \\",
            "      --set \"speed_in=record.SPEEDIN.replace('k', '000')\" --dry-run",
            "  millrace dead-letters replay acme gpon --code expression-failed"
        })
public final class ReplayDeadLettersCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose dead letters they are.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline that they are of.")
    private String pipeline = "";

    @Option(
            names = "--set",
            paramLabel = "FIELD=EXPR",
            description = "Set a field of the definition to what an expression gives. Repeatable.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Only show the first before and after, and how many there would be.")
    private boolean dryRun;

    @Option(names = "--code", paramLabel = "CODE", defaultValue = "", description = "Only with this reason.")
    private String code = "";

    @Option(names = "--from", paramLabel = "TIME", defaultValue = "", description = "RFC 3339. Default: 30 days ago.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "", description = "RFC 3339, exclusive. Default: now.")
    private String to = "";

    @Option(names = "--id", paramLabel = "ID", description = "Only this one. Repeatable.")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        JsonNode answer =
                connection.api().replayDeadLetters(tenant, body().toString()).body();
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? answer + "\n" : ReplayText.of(answer));
        out.flush();
        boolean allDone = answer.path("stillRejected").asLong() == 0
                && answer.path("complete").asBoolean(true);
        return (allDone ? ExitCode.DONE : ExitCode.REJECTED_RECORDS).code();
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("pipeline", pipeline);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("code", code);
        texts.put("from", from);
        texts.put("to", to);
        texts.forEach((name, text) -> {
            if (!text.isEmpty()) {
                body.put(name, text);
            }
        });
        if (!ids.isEmpty()) {
            ids.forEach(body.putArray("ids")::add);
        }
        if (!set.isEmpty()) {
            ObjectNode expressions = body.putObject("set");
            set.forEach(expressions::put);
        }
        return dryRun ? body.put("dryRun", true) : body;
    }
}
