package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.output.TenantTable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace tenants}: for the administrator of the installation. */
@Command(
        name = "tenants",
        description = "List tenants; make one, say how much it may send, delete one.",
        subcommands = {TenantsCommand.Create.class, TenantsCommand.SetQuotas.class, TenantsCommand.Delete.class},
        footer = {
            "",
            "Examples:",
            "  millrace tenants",
            "  millrace tenants create acme",
            "  millrace tenants quotas acme --records-per-second 50000 --burst-seconds 10",
            "  millrace tenants delete acme --yes"
        })
public final class TenantsCommand implements Callable<Integer> {
    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.print(TenantTable.tenants(connection.api().getTenants().body().path("tenants")));
        out.flush();
        return ExitCode.DONE.code();
    }

    /** {@code millrace tenants create}. */
    @Command(name = "create", description = "Make a tenant, so that it can have keys and quotas.")
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "Its name.")
        private String tenant = "";

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            boolean isNew = connection.api().putTenant(tenant).status() == 201;
            spec.commandLine().getOut().println(tenant + (isNew ? " created." : " is there already."));
            return ExitCode.DONE.code();
        }
    }

    /** {@code millrace tenants delete}. */
    @Command(
            name = "delete",
            description =
                    "Delete a tenant with its keys, pipelines and all that is stored of them, lookups and quotas.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "Its name.")
        private String tenant = "";

        @Option(names = "--yes", description = "It can't be had back, and that is known.")
        private boolean yes;

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            if (!yes) {
                throw new ParameterException(
                        spec.commandLine(), "All that the tenant has would be deleted for good. If so: --yes");
            }
            connection.api().deleteTenant(tenant);
            spec.commandLine().getOut().println(tenant + " is being deleted; its keys are of no use any more.");
            return ExitCode.DONE.code();
        }
    }

    /** {@code millrace tenants quotas}. */
    @Command(
            name = "quotas",
            description = "Say how much a tenant may send. What is left out is as the settings of the service say.")
    static final class SetQuotas implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "Whose they are.")
        private String tenant = "";

        @Option(names = "--records-per-second", paramLabel = "N", description = "Records in a second.")
        private Optional<Long> recordsPerSecond = Optional.empty();

        @Option(names = "--bytes-per-second", paramLabel = "N", description = "Bytes in a second.")
        private Optional<Long> bytesPerSecond = Optional.empty();

        @Option(names = "--burst-seconds", paramLabel = "N", description = "How many seconds' worth may come at once.")
        private Optional<Long> burstSeconds = Optional.empty();

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            Map<String, Long> quotas = new LinkedHashMap<>();
            recordsPerSecond.ifPresent(number -> quotas.put("recordsPerSecond", number));
            bytesPerSecond.ifPresent(number -> quotas.put("bytesPerSecond", number));
            burstSeconds.ifPresent(number -> quotas.put("burstSeconds", number));
            PrintWriter out = spec.commandLine().getOut();
            out.print(TenantTable.tenant(
                    connection.api().putQuotas(tenant, quotas).body()));
            out.flush();
            return ExitCode.DONE.code();
        }
    }
}
