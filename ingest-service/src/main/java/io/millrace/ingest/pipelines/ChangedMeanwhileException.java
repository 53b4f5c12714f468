package io.millrace.ingest.pipelines;

/** The pipeline or lookup is no longer, or not yet, what the client said it is. */
public final class ChangedMeanwhileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChangedMeanwhileException(String message) {
        super(message);
    }
}
