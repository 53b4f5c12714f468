package io.millrace.ingest.tenants;

/** A tenant has as many keys as one may have. */
public final class TooManyKeysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooManyKeysException(String tenant, int most) {
        super("tenant " + tenant + " has " + most + " keys that are in use, which is the most; revoke some first");
    }
}
