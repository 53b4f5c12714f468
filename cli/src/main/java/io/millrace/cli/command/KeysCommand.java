package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.output.TenantTable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace keys}. */
@Command(
        name = "keys",
        description = "Make, list and revoke the keys of a tenant.",
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.ListKeys.class,
            KeysCommand.Revoke.class,
            KeysCommand.Administrator.class
        },
        footer = {
            "",
            "Examples:",
            "  millrace keys create acme --scope ingest --label till-7",
            "  millrace keys list acme",
            "  millrace keys revoke acme 5f0c2a9e11d04b37"
        })
public final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Make, list or revoke?");
    }

    /** {@code millrace keys create}. */
    @Command(name = "create", description = "Make a key, and show it: this once.")
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "Whose key it is.")
        private String tenant = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                required = true,
                split = ",",
                description = "What it lets do: ingest, query or admin; several separated by commas.")
        private List<String> scopes = new ArrayList<>();

        @Option(names = "--label", paramLabel = "TEXT", defaultValue = "", description = "What you call it.")
        private String label = "";

        @Option(names = "--quiet", description = "Print the key and nothing else, such as into a file.")
        private boolean quiet;

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            JsonNode key = connection.api().postKey(tenant, scopes, label).body();
            PrintWriter out = spec.commandLine().getOut();
            if (quiet) {
                out.println(key.path("key").asText());
            } else {
                out.println("  id   " + key.path("id").asText());
                out.println("  key  " + key.path("key").asText());
                out.println("Keep it now: it can't be shown again.");
            }
            return ExitCode.DONE.code();
        }
    }

    /** {@code millrace keys list}. */
    @Command(name = "list", description = "List the keys of a tenant, without the keys themselves.")
    static final class ListKeys implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "Whose keys they are.")
        private String tenant = "";

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            out.print(TenantTable.keys(connection.api().getKeys(tenant).body().path("keys")));
            out.flush();
            return ExitCode.DONE.code();
        }
    }

    /** {@code millrace keys revoke}. */
    @Command(name = "revoke", description = "Make a key of no use, for good.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "TENANT", description = "Whose key it is.")
        private String tenant = "";

        @Parameters(index = "1", paramLabel = "ID", description = "Its id, which is also the part of it after mr_.")
        private String id = "";

        @Mixin
        private Connection connection = new Connection();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            connection.api().deleteKey(tenant, id);
            spec.commandLine().getOut().println(id + " revoked.");
            return ExitCode.DONE.code();
        }
    }

    /** {@code millrace keys administrator}: asks no service. */
    @Command(
            name = "administrator",
            description = "Make a key for the administrator, or for whoever collects metrics, and the setting for it.")
    static final class Administrator implements Callable<Integer> {
        private static final int SECRET_BYTES = 32;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            String key = "mr_administrator_"
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            PrintWriter out = spec.commandLine().getOut();
            out.println("  key      " + key);
            out.println("  setting  MILLRACE_ADMINISTRATOR_KEY_SHA256="
                    + HexFormat.of().formatHex(hash));
            out.println(
                    "Keep the key; the services are told the setting, the same for all of them. For a key that reads");
            out.println("metrics and nothing else, the setting is MILLRACE_METRICS_KEY_SHA256.");
            return ExitCode.DONE.code();
        }
    }
}
