package io.millrace.cli.api;

import java.net.URI;

/** Nothing answers at an address. */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(URI address, Throwable cause) {
        super("nothing answers at " + address + ": is Millrace up there? (start it with: millrace up)", cause);
    }
}
