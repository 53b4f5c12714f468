package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.Pages;
import io.millrace.cli.output.TypedTableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace table}. */
@Command(
        name = "table",
        description = "Read a typed table's rows by their key, or list the tables.",
        footer = {
            "",
            "Examples:",
            "  millrace table acme",
            "  millrace table acme device_by_onuid onu=222277164261810101001"
        })
public final class TableCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose table it is.")
    private String tenant = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TABLE", description = "The table. Default: list all.")
    private String table = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "COLUMN=VALUE",
            description = "Columns of the key; the first is needed, the others may follow in order.")
    private Map<String, String> key = new LinkedHashMap<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Rows to print at the most, over all pages. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @ArgGroup
    private Form form = new Form();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** How rows are printed. */
    static final class Form {
        @Option(names = "--json", description = "Rows as JSON, one a line.")
        private boolean json;

        @Option(names = "--csv", description = "Rows as CSV.")
        private boolean csv;
    }

    @Override
    public Integer call() throws Exception {
        MillraceApi api = connection.api();
        PrintWriter out = spec.commandLine().getOut();
        if (table.isEmpty()) {
            print(out, rows(api.getTables(tenant).body(), "tables"), TypedTableText::catalogue);
        } else {
            print(out, rows(api), TypedTableText::text);
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    /** What people read, made of rows. */
    private interface Text {
        String of(List<JsonNode> rows);
    }

    private void print(PrintWriter out, List<JsonNode> rows, Text text) {
        if (form.json) {
            rows.forEach(out::println);
        } else if (form.csv) {
            out.print(TypedTableText.csv(rows));
        } else {
            out.print(text.of(rows));
        }
    }

    private List<JsonNode> rows(MillraceApi api) throws Exception {
        return Pages.read(parameters -> api.getTable(tenant, table, parameters).body(), "rows", parameters(), limit)
                .items();
    }

    private static List<JsonNode> rows(JsonNode page, String name) {
        List<JsonNode> rows = new ArrayList<>();
        page.path(name).forEach(rows::add);
        return rows;
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        key.forEach((column, value) -> parameters.add(new Parameter(column, value)));
        return parameters;
    }
}
