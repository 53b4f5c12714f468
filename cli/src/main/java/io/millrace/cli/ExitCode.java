package io.millrace.cli;

/** What the exit code of the command says to a script. */
public enum ExitCode {
    /** Everything that was asked is done. */
    DONE(0),
    /** The service refused the request, or what came out is not what was expected; the same again won't help. */
    REFUSED(1),
    /** The command line itself was wrong. Also picocli's own. */
    USAGE(2),
    /** Nothing answered, or the service can't right now; the same command may succeed later. */
    UNAVAILABLE(3),
    /** Done, but some records were rejected; those sent to a service are dead letters. */
    REJECTED_RECORDS(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
