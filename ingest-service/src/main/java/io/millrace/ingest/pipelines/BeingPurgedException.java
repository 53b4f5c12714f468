package io.millrace.ingest.pipelines;

/** What is stored under the name is just being deleted; the same may succeed later. */
public final class BeingPurgedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what has the name
     */
    public BeingPurgedException(String what) {
        super(what + " is being purged: the name is free when that is done");
    }
}
