package io.millrace.batch.command;

import io.millrace.batch.run.RefusedException;
import io.millrace.batch.run.Request;
import java.time.Clock;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands have in common. */
final class Terminals {
    private Terminals() {}

    @SuppressWarnings("SystemConsoleNull") // Java 17, where a redirected process has no console.
    static Execution execution(CommandSpec spec) {
        return new Execution(spec.commandLine().getErr(), System.console() != null, Clock.systemUTC());
    }

    /** What is asked for; what can't be meant is an error of the command line. */
    static Request request(CommandSpec spec, ScopeOptions scope, String who) {
        try {
            return scope.request(who);
        } catch (RefusedException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage() + " " + wrong.cure(), wrong);
        }
    }
}
