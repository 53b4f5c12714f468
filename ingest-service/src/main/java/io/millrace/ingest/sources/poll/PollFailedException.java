package io.millrace.ingest.sources.poll;

import java.time.Duration;

/** An answer did not come, or can't be used. */
final class PollFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration leastPause;
    private final boolean refused;

    private PollFailedException(String message, Duration leastPause, boolean refused) {
        super(message);
        this.leastPause = leastPause;
        this.refused = refused;
    }

    static PollFailedException of(String message) {
        return new PollFailedException(message, Duration.ZERO, false);
    }

    /** The server asks not to be asked again so soon. */
    static PollFailedException later(String message, Duration leastPause) {
        return new PollFailedException(message, leastPause, false);
    }

    /** The server says that this request will never do, such as one for a page that is gone. */
    static PollFailedException refused(String message) {
        return new PollFailedException(message, Duration.ZERO, true);
    }

    String message() {
        return String.valueOf(getMessage());
    }

    Duration leastPause() {
        return leastPause;
    }

    boolean isRefused() {
        return refused;
    }
}
