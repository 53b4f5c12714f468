package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.Pages;
import io.millrace.cli.output.RollupTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace query}. */
@Command(
        name = "query",
        description = "Read a rollup's rows.",
        footer = {
            "",
            "Example:",
            "  millrace query acme gpon province_5m --from 2019-08-01T03:00:00Z --to 2019-08-01T04:00:00Z \\",
            "      --where province:HKD --measures readings,avg_in"
        })
public final class QueryCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose pipeline it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline.")
    private String pipeline = "";

    @Parameters(index = "2", paramLabel = "ROLLUP", description = "The rollup.")
    private String rollup = "";

    @Option(names = "--from", required = true, paramLabel = "TIME", description = "First window start, RFC 3339.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "TIME", description = "End of window starts, exclusive.")
    private String to = "";

    @Option(
            names = "--where",
            paramLabel = "DIMENSION:VALUE",
            description = "Only these groups. One dimension's values are OR-ed, dimensions AND-ed.")
    private List<String> where = new ArrayList<>();

    @Option(names = "--where-null", paramLabel = "DIMENSION", description = "Only groups without this dimension.")
    private List<String> whereNull = new ArrayList<>();

    @Option(names = "--measures", paramLabel = "A,B", defaultValue = "", description = "Only these. Default: all.")
    private String measures = "";

    @Option(
            names = "--granularity",
            paramLabel = "WINDOW",
            description = "Windows to merge the rollup's into: 1h, 1d, 1w, 1mo, or all for one.")
    private Optional<String> granularity = Optional.empty();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Where days, weeks and months begin, such as Europe/Madrid. Default: UTC.")
    private Optional<String> zone = Optional.empty();

    @Option(
            names = "--group-by",
            paramLabel = "A,B",
            description = "Only these dimensions, merging groups alike in them. Empty: the total.")
    private Optional<String> groupBy = Optional.empty();

    @Option(
            names = "--order-by",
            paramLabel = "MEASURE",
            description = "From the least to the greatest, with - before it the other way: --order-by=-avg_in.")
    private Optional<String> orderBy = Optional.empty();

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
        Pages pages = Pages.read(
                parameters -> api.getRollup(tenant, pipeline, rollup, parameters, "application/json")
                        .body(),
                "rows",
                parameters(),
                limit);
        List<JsonNode> rows = pages.items();
        if (form.json) {
            rows.forEach(out::println);
        } else if (form.csv) {
            out.print(RollupTable.csv(rows));
        } else {
            out.print(RollupTable.text(rows));
            out.println(RollupTable.completeness(rows.size(), pages.last(), pages.more()));
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter("from", from));
        parameters.add(new Parameter("to", to));
        where.forEach(condition -> parameters.add(new Parameter("where", condition)));
        whereNull.forEach(dimension -> parameters.add(new Parameter("whereNull", dimension)));
        if (!measures.isEmpty()) {
            parameters.add(new Parameter("measures", measures));
        }
        granularity.ifPresent(windows -> parameters.add(new Parameter("granularity", windows)));
        zone.ifPresent(place -> parameters.add(new Parameter("zone", place)));
        groupBy.ifPresent(dimensions -> parameters.add(new Parameter("groupBy", dimensions)));
        orderBy.ifPresent(measure -> parameters.add(new Parameter("orderBy", measure)));
        return parameters;
    }
}
